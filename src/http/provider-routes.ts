import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { OpenProvider, Sandbox } from '../sandbox/index.ts';
import { json } from './json.ts';
import { answers, optionalJsonBody } from './openapi.ts';
import { type Problem, problemResponse } from './problem.ts';

/** What a provider can be told to do, beside what its merchants ask of it. */
export function providerRoutes(api: OpenAPIHono, sandbox: Sandbox): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/providers/{provider}',
      summary: 'What a provider’s wallet can pay with, and what it can be told to do',
      request: { params: z.object({ provider: z.string() }) },
      responses: answers(200, 'The provider'),
    }),
    (c) => {
      const { provider: name } = c.req.valid('param');
      const provider = sandbox.providers.get(name);
      return provider ? json(providerView(name, provider)) : problemResponse(noProvider(sandbox, name));
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/providers/{provider}/orders/{order}',
      summary:
        'What a provider knows of an order, by the merchant’s number, and how many notifications of it are untold; amounts in minor units',
      request: { params: z.object({ provider: z.string(), order: z.string() }) },
      responses: answers(200, 'The order'),
    }),
    (c) => {
      const { provider: name, order: no } = c.req.valid('param');
      const provider = sandbox.providers.get(name);
      if (!provider) return problemResponse(noProvider(sandbox, name));
      const order = provider.order?.(no);
      if (order) return json({ ...order, untold: sandbox.notifier.untold(name, no) });
      const detail = `${name} knows no order ${no}.`;
      return problemResponse({ status: 404, code: 'order_not_found', detail });
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sandbox/providers/{provider}/{command}',
      summary: 'Tells a provider to do something, such as to change its keys',
      request: {
        params: z.object({ provider: z.string(), command: z.string() }),
        body: optionalJsonBody(z.looseObject({})),
      },
      responses: answers(200, 'How things stand now'),
    }),
    async (c) => {
      const { provider: name, command: commandName } = c.req.valid('param');
      const provider = sandbox.providers.get(name);
      if (!provider) return problemResponse(noProvider(sandbox, name));
      const command = provider.commands.find((one) => one.name === commandName);
      if (!command) return problemResponse(noCommand(provider, name, commandName));
      const done = command.run(c.req.valid('json'));
      if (!done.ok) return problemResponse({ status: 422, code: 'invalid_request', detail: done.flaw });
      await sandbox.scheduler.settle();
      return json(done.state);
    },
  );
}

function providerView(name: string, { origin, wallet, commands, spared = {} }: OpenProvider) {
  const { methods, outcomes } = wallet;
  return {
    name,
    origin,
    wallet: { methods, outcomes },
    commands: commands.map(({ name, summary, parameters }) => ({ name, summary, parameters })),
    spared,
  };
}

function noProvider(sandbox: Sandbox, name: string): Problem {
  const known = [...sandbox.providers.keys()];
  return { status: 404, code: 'unknown_provider', detail: `There is no provider ${name}.`, facts: { known } };
}

function noCommand({ commands }: OpenProvider, provider: string, name: string): Problem {
  const known = commands.map((command) => command.name);
  return {
    status: 404,
    code: 'unknown_command',
    detail: `${provider} has no command ${name}.`,
    facts: { known },
  };
}
