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
  return alipayChannel(credentials, { transport: fetch, now: world.sandbox.wireTime });
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
