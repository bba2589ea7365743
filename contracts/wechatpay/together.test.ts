import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { wechatpayChannel } from '../../src/gateway/adapters/wechatpay/index.ts';
import { listen } from '../../src/http/listen.ts';
import { money } from '../../src/money/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { openProviderWorld, type ProviderWorld } from './provider-world.ts';
import { merchantCredentials } from './signed-by-merchant.ts';

/** The adapter and the provider face to face, for what a pact of requests and answers cannot hold. */
let world: ProviderWorld;

beforeEach(async () => {
  const listener = await listen((request) => world.provider(request), '127.0.0.1', 0);
  world = await openProviderWorld(listener.origin);
  onTestFinished(async () => {
    await listener.close();
    await world.sandbox.close();
  });
});

let nonces = 0;

function channel(changes: object = {}, now = world.sandbox.wireTime) {
  const credentials = { ...merchantCredentials.parse(world.credentials), ...changes };
  const newNonce = () => {
    nonces += 1;
    return `together${nonces}`;
  };
  return wechatpayChannel(credentials, { transport: fetch, now, newNonce });
}

const sale = {
  payment: 'together_1',
  method: 'qr',
  amount: money('CNY', 1_000_000n),
  title: '手表 & 表带 50% + 1',
  notifyUrl: 'http://merchant.test/notifications',
};
const ofCertificate = { publicKeyId: undefined, publicKey: undefined };
const ofPublicKey = { platformSerialNo: undefined, platformCertificate: undefined };

async function present(request: typeof sale & { returnUrl?: string }, changes: object = {}): Promise<string> {
  const outcome = await channel(changes).collect(request);
  if (outcome.kind !== 'succeeded') throw new Error(`nothing is presented: ${JSON.stringify(outcome)}`);
  return outcome.value.value;
}

describe.each([
  ['the certificate', ofCertificate],
  ['the public key', ofPublicKey],
  ['both', {}],
])('a merchant that has %s', (_what, changes) => {
  it('sells, closes and refunds', async () => {
    world.wallet.pay({ token: await present(sale, changes) });
    const refund = { payment: sale.payment, refund: 'r1', amount: money('CNY', 100n), reason: '退货' };
    expect(await channel(changes).close(sale.payment)).toMatchObject({ value: { state: 'succeeded' } });
    expect(await channel(changes).refund(refund)).toEqual({ kind: 'pending' });
  });
});

describe('a notification', () => {
  it('is read, headers and seal and all', async () => {
    world.wallet.pay({ token: await present(sale) });
    await world.sandbox.scheduler.settle();
    const [told] = world.told;
    if (!told) throw new Error('nothing was told');
    expect(await channel().readNotification(told.headers, told.body)).toMatchObject({
      kind: 'payment_succeeded',
      payment: sale.payment,
      paid: money('CNY', 1_000_000n),
    });
    expect(await channel({ apiV3Key: 'x'.repeat(32) }).readNotification(told.headers, told.body)).toBe(
      undefined,
    );
  });
});

describe('the page for a phone', () => {
  it('opens, takes the payment, and sends the buyer back', async () => {
    const page = await present({ ...sale, method: 'h5', returnUrl: 'http://merchant.test/thanks?a=b' });
    expect(await (await fetch(page)).text()).toContain('10,000.00');
    const paid = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ action: 'pay' }),
      redirect: 'manual',
    });
    expect(paid.headers.get('location')).toBe('http://merchant.test/thanks?a=b');
    expect(await channel().query(sale.payment)).toMatchObject({ value: { state: 'succeeded' } });
  });
});

describe('wrong credentials', () => {
  const stranger = TEST_KEY_PAIRS.at(-1);

  it.each([
    ['SIGN_ERROR', { merchantPrivateKey: stranger?.privateKey }],
    ['SIGN_ERROR', { merchantSerialNo: '0000000000000000000000000000000000000000' }],
    ['SIGN_ERROR', { mchid: '1900000001' }],
    ['APPID_MCHID_NOT_MATCH', { appid: 'wx0000000000000000' }],
  ])('have failed, for certain: %s', async (code, changes) => {
    expect(await channel(changes).collect(sale)).toMatchObject({ kind: 'failed', code });
  });

  it('leave everything unknown when it is the key of WeChat Pay that is wrong', async () => {
    expect(await channel({ publicKey: stranger?.publicKey }).collect(sale)).toEqual({
      kind: 'unknown',
      reason: 'the answer is not to be trusted: its signature does not verify',
    });
  });

  it('have failed, for certain, when our clock is wrong', async () => {
    const late = () => world.sandbox.wireTime() - 301_000;
    expect(await channel({}, late).collect(sale)).toMatchObject({ kind: 'failed', code: 'SIGN_ERROR' });
  });
});
