import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Sandbox, WalletRefusal } from '../sandbox/index.ts';
import { formatInstant } from '../time/index.ts';
import { exchangeView } from './exchange-view.ts';
import { faultRoutes } from './fault-routes.ts';
import { json } from './json.ts';
import { answers, durationSchema, jsonBody, optionalJsonBody } from './openapi.ts';
import { type Problem, problemResponse } from './problem.ts';
import { providerRoutes } from './provider-routes.ts';

/** `/sandbox`: the same for a browser, a test and a scenario. */
export interface ControlContext {
  readonly sandbox: Sandbox;
  /** Back to the start, with another seed if one is given. */
  reset(seed: number | undefined): Promise<void>;
}

export function controlApi(api: OpenAPIHono, context: ControlContext): void {
  credentialsRoute(api, context);
  walletRoute(api, context);
  clockRoutes(api, context);
  faultRoutes(api, context.sandbox);
  journalRoute(api, context);
  providerRoutes(api, context.sandbox);
  resetRoute(api, context);
}

function credentialsRoute(api: OpenAPIHono, { sandbox }: ControlContext): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/credentials',
      summary: 'All that an SDK needs, by provider',
      responses: answers(200, 'Origins, ids and keys'),
    }),
    () => {
      const byProvider = [...sandbox.providers].map(([name, { credentials }]) => [name, credentials]);
      return json(Object.fromEntries(byProvider));
    },
  );
}

const WALLET_PROBLEMS: Readonly<Record<WalletRefusal, number>> = {
  unknown_token: 404,
  not_payable: 409,
  unknown_method: 422,
  unknown_outcome: 422,
};

const payment = z
  .object({
    provider: z.string(),
    token: z.string().min(1).openapi({
      description: 'What the merchant presented (QR text, redirect URL), or the merchant’s own order number',
    }),
    method: z.string().optional(),
    instalments: z.int().positive().optional(),
    outcome: z
      .string()
      .optional()
      .openapi({ description: 'success (default), insufficient_funds, cancelled' }),
  })
  .strict()
  .openapi('WalletPayment');

function walletRoute(api: OpenAPIHono, { sandbox }: ControlContext): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sandbox/wallet/pay',
      summary: 'The buyer’s phone: pays what the merchant presented',
      request: { body: jsonBody(payment) },
      responses: answers(200, 'What came of it'),
    }),
    async (c) => {
      const { provider: name, ...order } = c.req.valid('json');
      const paid = sandbox.wallets.pay(name, order);
      if (!paid) return problemResponse(unknownProvider(sandbox, name));
      if (!paid.ok) {
        return problemResponse({ status: WALLET_PROBLEMS[paid.code], code: paid.code, detail: paid.message });
      }
      // The buyer's phone shows success after the provider has told the merchant, as a rule.
      await sandbox.scheduler.settle();
      const { order: number, reference, state, faults } = paid;
      return json({ provider: name, order: number, reference, state, faults });
    },
  );
}

const travel = z.object({ by: durationSchema }).strict().openapi('Advance');

function clockRoutes(api: OpenAPIHono, { sandbox }: ControlContext): void {
  const clockView = () => ({ now: formatInstant(sandbox.clock.now()) });
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/clock',
      summary: 'The sandbox’s time',
      responses: answers(200, 'The time'),
    }),
    () => json(clockView()),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sandbox/clock/advance',
      summary: 'Moves every clock at once, and does all that falls due on the way, in order',
      request: { body: jsonBody(travel) },
      responses: answers(200, 'The time after it'),
    }),
    async (c) => {
      await sandbox.scheduler.advance(c.req.valid('json').by);
      return json(clockView());
    },
  );
}

const journalQuery = z.object({
  provider: z.string().optional(),
  order: z.string().optional(),
  after: z.coerce.number().int().nonnegative().optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

function journalRoute(api: OpenAPIHono, { sandbox }: ControlContext): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/journal',
      summary:
        'Every exchange, both ways, with its signing string, the verdict, and why a signature failed; and what people did, under platform and sandbox',
      request: { query: journalQuery },
      responses: answers(200, 'The latest exchanges, oldest first'),
    }),
    // The largest answer by far, and no bigint in it: written without looking at every field for one.
    (c) => c.json({ exchanges: sandbox.journal.list(c.req.valid('query')).map(exchangeView) }),
  );
}

function resetRoute(api: OpenAPIHono, { reset }: ControlContext): void {
  const body = z.object({ seed: z.int().nonnegative().optional() }).strict();
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sandbox/reset',
      summary: 'Back to the start: no orders, no trades, no faults; keys stay',
      request: { body: optionalJsonBody(body) },
      responses: answers(200, 'Done'),
    }),
    async (c) => {
      await reset(c.req.valid('json').seed);
      return json({ reset: true });
    },
  );
}

function unknownProvider(sandbox: Sandbox, name: string): Problem {
  const known = [...sandbox.providers.keys()];
  return { status: 422, code: 'unknown_provider', detail: `There is no provider ${name}.`, facts: { known } };
}
