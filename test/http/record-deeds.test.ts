import { expect, it, onTestFinished } from 'vitest';
import { clientOf, openBagOrder, openTestWorld } from '../world.ts';

async function open() {
  const world = await openTestWorld();
  onTestFinished(() => world.close());
  const client = clientOf(world);
  const deeds = async (): Promise<
    { provider: string; request: { method: string; url: string; body: string } }[]
  > =>
    (await client.get('/sandbox/journal?limit=1000')).body.exchanges.filter(
      ({ provider }: { provider: string }) => provider === 'platform' || provider === 'sandbox',
    );
  return { client, deeds };
}

it('has the calls that changed something, with what was asked and answered', async () => {
  const { client, deeds } = await open();
  const { seller, order } = await openBagOrder(client);
  await client.post('/sandbox/clock/advance', { by: 'PT1H' });
  expect(await deeds()).toMatchObject([
    { provider: 'platform', request: { url: 'http://platform.test/v1/sellers', body: '{"name":"Lin"}' } },
    { provider: 'platform', request: { method: 'POST', body: expect.stringContaining(seller) } },
    { provider: 'sandbox', request: { body: '{"by":"PT1H"}' }, answer: { status: 200 } },
  ]);
  expect((await deeds())[1]).toMatchObject({ answer: { status: 201, body: expect.stringContaining(order) } });
});

it('has what was refused, with the reason', async () => {
  const { client, deeds } = await open();
  await client.post('/v1/orders/ord_1/ship', {});
  await client.post('/sandbox/faults', { fault: 'unheard_of' });
  expect(await deeds()).toMatchObject([
    { answer: { status: 404, body: expect.stringContaining('order_not_found') } },
    { answer: { status: 422, body: expect.stringContaining('unknown_fault') } },
  ]);
});

it('has nothing of what was only read, and of what providers told', async () => {
  const { client, deeds } = await open();
  await client.get('/v1/ledger/accounts');
  await client.post('/v1/notifications/wechatpay', { id: 'forged' });
  expect(await deeds()).toEqual([]);
});

it('says when each deed began, and what went over the wire meanwhile', async () => {
  const { client, deeds } = await open();
  const { order } = await openBagOrder(client);
  await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
  await client.post('/sandbox/clock/advance', { by: 'PT1H' });
  expect(await deeds()).toMatchObject([
    { seq: 1, begun: { after: 0, nth: 1 } },
    { seq: 2, begun: { after: 1, nth: 2 } },
    { seq: 4, begun: { after: 2, nth: 3 }, at: '2026-11-22T04:00:00.000Z' },
    { begun: { after: 4, nth: 4 }, at: '2026-11-22T04:00:00.000Z' },
  ]);
});

it('keeps the Idempotency-Key, by which a repetition is known', async () => {
  const { client, deeds } = await open();
  await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'lin-1' });
  expect(await deeds()).toMatchObject([{ request: { headers: { 'idempotency-key': 'lin-1' } } }]);
});

it('keeps no secret, and no key', async () => {
  const { client, deeds } = await open();
  const url = 'http://merchant.test/hook?token=hush';
  const endpoint = await client.post('/v1/webhook_endpoints', { url }, { authorization: 'Bearer cfk_hush' });
  expect(endpoint.status).toBe(201);
  const kept = JSON.stringify(await deeds());
  expect(kept).toContain('/v1/webhook_endpoints');
  expect(kept).not.toContain(endpoint.body.secret);
  expect(kept).not.toContain('hush');
});
