import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { wechatpayChannel } from '../../src/gateway/adapters/wechatpay/index.ts';
import type { CollectRequest } from '../../src/gateway/index.ts';
import { listen } from '../../src/http/listen.ts';
import { money } from '../../src/money/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import type { Told } from '../provider-alone.ts';
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

async function present(request: CollectRequest, changes: object = {}): Promise<string> {
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

describe('a merchant that has no key of WeChat Pay yet', () => {
  const none = { ...ofCertificate, ...ofPublicKey };

  function change(stage: string): void {
    const command = world.commands.find(({ name }) => name === 'platform_certificates');
    expect(command?.run({ stage })).toMatchObject({ ok: true });
  }

  async function tell(payment: string): Promise<Told> {
    world.wallet.pay({ token: payment });
    await world.sandbox.scheduler.settle();
    const told = world.told.at(-1);
    if (!told) throw new Error('nothing was told');
    return told;
  }

  it('goes on, never opened again, while certificates take over from one another', async () => {
    const stays = channel(none);
    for (const stage of ['first', 'announced', 'switched', 'second', 'first']) {
      change(stage);
      const payment = `rotation_${stage}_${world.told.length}`;
      expect(await stays.collect({ ...sale, payment })).toMatchObject({ kind: 'succeeded' });
      const { headers, body } = await tell(payment);
      expect(await stays.readNotification(headers, body)).toMatchObject({
        kind: 'payment_succeeded',
        payment,
      });
      const receiver = { payee: 'p', type: 'MERCHANT_ID', account: '1600000101', name: stage };
      expect(await stays.splitting?.bindReceiver(receiver)).toMatchObject({ kind: 'succeeded' });
      await world.sandbox.scheduler.advance(60_000);
    }
  });

  it('trusts nobody where there are no certificates', async () => {
    change('none');
    expect(await channel(none).collect(sale)).toMatchObject({ kind: 'unknown' });
    expect(await channel(ofPublicKey).collect(sale)).toMatchObject({
      kind: 'succeeded',
    });
  });

  it('reads, with the public key as well, whichever of them has signed a notification', async () => {
    const ramp = world.commands.find(({ name }) => name === 'public_key_ramp');
    change('second');
    for (const day of [0, 7]) {
      ramp?.run({ day });
      const payment = `ramp_${day}_1`;
      await channel().collect({ ...sale, payment });
      const { headers, body } = await tell(payment);
      expect(headers.get('wechatpay-serial')).toMatch(day === 0 ? /^[0-9A-F]{40}$/ : /^PUB_KEY_ID_/);
      expect(await channel().readNotification(headers, body)).toMatchObject({ payment });
    }
  });
});

describe('a statement', () => {
  it('is downloaded, and has what happened', async () => {
    world.wallet.pay({ token: await present(sale) });
    const refund = {
      payment: sale.payment,
      refund: 'together_1_r1',
      amount: money('CNY', 250_000n),
      reason: '退货',
    };
    await channel().refund(refund);
    await world.sandbox.scheduler.advance(86_400_000);
    expect(await channel().statement?.('2026-04-22', world.sandbox.wireTime())).toEqual({
      kind: 'succeeded',
      value: [
        {
          kind: 'payment',
          payment: sale.payment,
          providerReference: expect.stringMatching(/^\d{28}$/),
          amount: sale.amount,
          fee: money('CNY', 6000n),
          at: Date.UTC(2026, 3, 22, 5, 14, 15),
        },
        {
          kind: 'refund',
          payment: sale.payment,
          refund: 'together_1_r1',
          providerReference: expect.stringMatching(/^\d{20,}$/),
          amount: refund.amount,
          fee: money('CNY', -1500n),
          at: Date.UTC(2026, 3, 22, 5, 14, 15),
        },
      ],
    });
  });
});

describe('what a device hands to WeChat', () => {
  it.each(['jsapi', 'app'])('is taken by the wallet: %s', async (method) => {
    const token = await present({ ...sale, method, payer: 'oCf7aSandboxBuyer00000000001' });
    expect(world.wallet.pay({ token })).toMatchObject({ ok: true });
    expect(await channel().query(sale.payment)).toMatchObject({ value: { state: 'succeeded' } });
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
    const page = await present({
      ...sale,
      method: 'h5',
      payerIp: '203.0.113.7',
      returnUrl: 'http://merchant.test/thanks?a=b',
    });
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
