import { readFileSync } from 'node:fs';
import { Verifier } from '@pact-foundation/pact';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { listen } from '../../src/http/listen.ts';
import { pactPath } from '../pact.ts';
import { notifications } from './conversations/notifications.ts';
import { bringAbout, openProviderWorld, type ProviderWorld, STATES } from './provider-world.ts';

/** Of what Pact's request filter is given, what is used here: Express's, which brings no types along. */
interface FilteredRequest {
  readonly method: string;
  readonly path: string;
  readonly query: object;
  readonly body: object | undefined;
}
interface FilterResponse {
  status(status: number): FilterResponse;
  type(contentType: string): FilterResponse;
  send(body: string): unknown;
}

const pactSchema = z.object({ interactions: z.array(z.object({ description: z.string() })) });
const reportSchema = z.object({
  interactionResults: z.array(z.looseObject({ description: z.string(), result: z.string() })),
});

it('the provider answers and notifies as the adapter relies on', async () => {
  let world: ProviderWorld | undefined;
  const current = (): ProviderWorld => {
    if (!world) throw new Error('the interaction has no state');
    return world;
  };
  const provider = await listen((request) => current().provider(request), '127.0.0.1', 0);
  onTestFinished(async () => {
    await provider.close();
    await world?.sandbox.close();
  });

  /** Each interaction finds a world of its own. */
  const setState = (state: string) => async (parameters: unknown) => {
    await world?.sandbox.close();
    world = await openProviderWorld(provider.origin);
    return bringAbout(world, state, parameters);
  };

  /** Asks in place of Pact, which cannot sign. */
  const askSigned = async (request: FilteredRequest, response: FilterResponse, next: () => void) => {
    const { method, path } = request;
    if (!path.startsWith('/v3/')) return next();
    const query = z.record(z.string(), z.string()).parse(request.query);
    const { status, text } = await current().merchant.ask({ method, path, query, body: { ...request.body } });
    response.status(status).type('json').send(text);
  };

  const latestNotification = () => {
    const { merchant, told } = current();
    const latest = told.at(-1);
    if (!latest) throw new Error('nothing was told');
    return Promise.resolve(merchant.readNotification(latest));
  };

  const verifier = new Verifier({
    provider: 'wechatpay',
    providerBaseUrl: provider.origin,
    pactUrls: [pactPath('wechatpay')],
    stateHandlers: Object.fromEntries(STATES.map((state) => [state, setState(state)])),
    requestFilter: askSigned,
    messageProviders: Object.fromEntries(
      notifications.map(({ of }) => [`a notification of ${of}`, latestNotification]),
    ),
    logLevel: 'error',
  });
  const report = await verifier.verifyProvider().catch((error: Error) => error.message);
  const { interactionResults } = reportSchema.parse(JSON.parse(String(report)));
  const pact = pactSchema.parse(JSON.parse(readFileSync(pactPath('wechatpay'), 'utf8')));
  expect(interactionResults.filter(({ result }) => result !== 'OK')).toEqual([]);
  expect(interactionResults).toHaveLength(pact.interactions.length);
});
