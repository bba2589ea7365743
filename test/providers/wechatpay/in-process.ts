import { createWechatpay } from '../../../providers/wechatpay/index.ts';
import type { Rules } from '../../../providers/wechatpay/rules.ts';
import { FixedKeyRing, type Kit, openSandbox, type ProviderDefinition } from '../../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { Client } from './client.ts';

const START = Date.parse('2026-11-22T04:00:00Z');

export interface InProcessOptions {
  readonly rules?: Partial<Rules>;
  readonly storePath?: string;
  /** What carries requests to the provider, where something is to be watched on the way. */
  readonly carry?: (answer: Promise<Response>) => Promise<Response>;
}

/** WeChat Pay and a strict merchant in a world of their own, in virtual time, called as over the wire but without one. */
export async function openInProcess({
  rules = {},
  storePath = ':memory:',
  carry = (answer) => answer,
}: InProcessOptions = {}) {
  let kit: Kit | undefined;
  const { open, ...rest } = createWechatpay(rules);
  const definition: ProviderDefinition = {
    ...rest,
    open: (given) => {
      kit = given;
      return open(given);
    },
  };
  const sandbox = await openSandbox({
    definitions: [definition],
    origins: { wechatpay: 'http://wechatpay.test' },
    storePath,
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    time: { kind: 'virtual', start: START },
    transport: async () => new Response(null, { status: 204 }),
  });
  const provider = sandbox.providers.get('wechatpay');
  if (!provider || !kit) throw new Error('wechatpay did not open');
  const credentials = provider.credentials as Record<string, string> &
    ConstructorParameters<typeof Client>[0];
  const client = new Client({
    ...credentials,
    now: () => Math.floor(sandbox.wireTime() / 1000),
    fetch: (url, init) => carry(provider.onTheWire(new Request(url, init))),
  });
  return { sandbox, provider, client, appid: credentials.appid ?? '', store: kit.store };
}
