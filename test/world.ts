import { PROVIDERS } from '../providers/index.ts';
import { CHANNELS } from '../src/gateway/adapters/index.ts';
import { FixedKeyRing } from '../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../src/sandbox/test-keys.ts';
import { openWorld, type World, type WorldOptions } from '../src/world.ts';

/** Noon in Beijing on 22 November 2026: where virtual worlds begin. */
export const START = Date.parse('2026-11-22T04:00:00Z');

/** A world of its own for a test: virtual time, known keys, in memory, inside the process unless it says otherwise. */
export function openTestWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  return openWorld({
    definitions: PROVIDERS,
    channels: CHANNELS,
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    place: { kind: 'in-process' },
    time: { kind: 'virtual', start: START },
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape, and fail where one is amiss
  readonly body: any;
}

/** The platform's and the control API, as a marketplace's own code would call them. */
export function clientOf(world: Pick<World, 'origin' | 'transport'>) {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await world.transport(
      new Request(world.origin + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, body: unknown = {}, headers?: Record<string, string>) =>
      send('POST', path, body, headers),
    put: (path: string, body: unknown = {}) => send('PUT', path, body),
    delete: (path: string) => send('DELETE', path),
  };
}

export type Client = ReturnType<typeof clientOf>;

export function yuan(amount: number): { currency: 'CNY'; value: number } {
  return { currency: 'CNY', value: Math.round(amount * 100) };
}

/** A ¥10,000.00 bag at 8 % commission. */
export async function openBagOrder(
  client: Client,
  more: object = {},
): Promise<{ seller: string; order: string }> {
  const seller = (await client.post('/v1/sellers', { name: 'Lin' })).body.id;
  const order = await client.post('/v1/orders', {
    seller,
    title: 'A second-hand bag',
    amount: yuan(10_000),
    splits: [{ payee: 'platform', rate_bps: 800 }],
    ...more,
  });
  return { seller, order: order.body.id };
}

/** Every account's balance; what channels have kept as fees is added to what they owe us, whenever it was booked. */
export async function balancesBeforeFees(client: Client): Promise<Record<string, number>> {
  const { accounts } = (await client.get('/v1/ledger/accounts')).body;
  const before: Record<string, number> = {};
  for (const { id, balance } of accounts as { id: string; balance: number }[]) {
    const account = id.replace('expense:psp_fee:', 'clearing:');
    before[account] = (before[account] ?? 0) + balance;
  }
  return before;
}
