import { afterEach, beforeEach, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

let world: World;
let client: Client;

beforeEach(async () => {
  world = await openTestWorld();
  client = clientOf(world);
});
afterEach(() => world.close());

it('shares a sale out by tiers, bounds, fixed amounts and levels', async () => {
  const { order } = await openBagOrder(client, {
    splits: [
      {
        payee: 'platform',
        tiers: [
          { from: 0, rate_bps: 1_000 },
          { from: 100_000, rate_bps: 500 },
        ],
      },
      { payee: 'logistics', fixed: yuan(20), on_refund: 'kept' },
      { payee: 'insurer', rate_bps: 100, max: yuan(50) },
      { payee: 'agent', rate_bps: 1_000, of: 'seller' },
    ],
  });
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
  await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  // ¥100.00 and ¥450.00 of commission; the seller and the agent share what is left of ¥10,000.00: ¥9,380.00.
  expect((await client.get(`/v1/orders/${order}`)).body.allocations).toEqual([
    { payee: 'platform', amount: yuan(550) },
    { payee: 'logistics', amount: yuan(20) },
    { payee: 'insurer', amount: yuan(50) },
    { payee: 'agent', amount: yuan(938) },
    { payee: 'seller', amount: yuan(8442) },
  ]);
});

it('lets the buyer pay less where coupons pay the rest', async () => {
  const { order } = await openBagOrder(client, {
    coupons: [
      { sponsor: 'platform', amount: yuan(100) },
      { sponsor: 'seller', amount: yuan(50) },
    ],
  });
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
  expect(body.amount).toEqual(yuan(9850));
  await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  expect((await client.get(`/v1/orders/${order}`)).body).toMatchObject({
    to_pay: yuan(9850),
    escrow: { captured: yuan(9850), sponsored: yuan(100), held: yuan(9950) },
    allocations: [
      { payee: 'platform', amount: yuan(800) },
      { payee: 'seller', amount: yuan(9150) },
    ],
  });
});
