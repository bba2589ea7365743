import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { alipayChannel } from '../../src/gateway/adapters/alipay/index.ts';
import { listen } from '../../src/http/listen.ts';
import { money } from '../../src/money/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { openProviderWorld, type ProviderWorld } from './provider-world.ts';
import { appCredentials } from './signed-by-app.ts';

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

function channel(changes: object = {}) {
  const credentials = {
    ...appCredentials.extend({ sellerId: z.string() }).parse(world.credentials),
    ...changes,
  };
  return alipayChannel(credentials, { transport: fetch, now: world.sandbox.wireTime, newNonce: randomUUID });
}

const sale = {
  payment: 'page_1',
  method: 'page',
  amount: money('CNY', 1_000_000n),
  title: '手表 & 表带 50% + 1',
  notifyUrl: 'http://merchant.test/notifications',
  returnUrl: 'http://merchant.test/thanks?a=b',
};

describe('the cashier page', () => {
  async function pageUrl(): Promise<string> {
    const outcome = await channel().collect(sale);
    if (outcome.kind !== 'succeeded') throw new Error(`no page: ${outcome.kind}`);
    return outcome.value.value;
  }

  it('opens at the URL that the adapter has signed', async () => {
    const page = await fetch(await pageUrl());
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('¥10,000.00');
  });

  it('takes a payment that the adapter then finds', async () => {
    world.wallet.pay({ token: await pageUrl() });
    expect(await channel().query('page_1')).toMatchObject({
      kind: 'succeeded',
      value: { state: 'succeeded', paid: money('CNY', 1_000_000n) },
    });
  });

  it('takes a payment whose notification the adapter reads, form and all', async () => {
    world.wallet.pay({ token: await pageUrl() });
    await world.sandbox.scheduler.settle();
    const { body = '' } = world.told[0] ?? {};
    expect(await channel().readNotification(new Headers(), body)).toMatchObject({
      kind: 'payment_succeeded',
      payment: 'page_1',
      paid: money('CNY', 1_000_000n),
    });
  });
});

describe('a statement', () => {
  const DAY = '2026-04-22';
  const DAY_MS = 86_400_000;
  const refund = { payment: 'page_1', refund: 'r1', amount: money('CNY', 250_000n), reason: '退货' };

  it('is read as Alipay draws it up: a ZIP of CSVs in GBK', async () => {
    const collected = await channel().collect({ ...sale, method: 'qr' });
    if (collected.kind !== 'succeeded') throw new Error(`not collected: ${collected.kind}`);
    world.wallet.pay({ token: collected.value.value });
    await channel().refund(refund);
    await world.sandbox.scheduler.advance(DAY_MS);
    const common = {
      payment: 'page_1',
      providerReference: expect.stringMatching(/^\d{28}$/),
      at: Date.UTC(2026, 3, 22, 5, 14, 15),
    };
    const [paid, back] = [money('CNY', 1_000_000n), money('CNY', 250_000n)];
    const [fee, feeBack] = [money('CNY', 6000n), money('CNY', -1500n)];
    expect(await channel().statement?.(DAY, world.sandbox.wireTime())).toEqual({
      kind: 'succeeded',
      value: [
        { ...common, kind: 'payment', amount: paid, fee },
        { ...common, kind: 'refund', refund: 'r1', amount: back, fee: feeBack },
      ],
    });
  });
});

describe('wrong credentials', () => {
  const stranger = TEST_KEY_PAIRS.at(-1);

  it.each([
    ['isv.invalid-signature', { appPrivateKey: stranger?.privateKey }],
    ['isv.invalid-app-id', { appId: '2021000000000000' }],
  ])('have failed, for certain: %s', async (code, changes) => {
    const outcome = await channel(changes).collect({ ...sale, method: 'qr' });
    expect(outcome).toMatchObject({ kind: 'failed', code });
  });

  it('leave everything unknown when it is the key of Alipay that is wrong', async () => {
    const outcome = await channel({ alipayPublicKey: stranger?.publicKey }).collect({
      ...sale,
      method: 'qr',
    });
    expect(outcome).toEqual({ kind: 'unknown', reason: 'the signature of the answer does not verify' });
  });
});
