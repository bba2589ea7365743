import { expect, it } from 'vitest';
import { clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

it.each(['alipay', 'wechatpay'])('%s’s own statement of a day agrees with our books', async (channel) => {
  const world = await openTestWorld();
  const client = clientOf(world);
  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });

  async function pay(): Promise<string> {
    const { order } = await openBagOrder(client);
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel, method: METHODS[channel] });
    await client.post('/sandbox/wallet/pay', { provider: channel, token: body.present.value });
    return order;
  }

  const refunded = await pay();
  await client.post(`/v1/orders/${refunded}/refunds`, { amount: yuan(300) });
  await pay();
  await advance('PT12H');
  await pay();
  await advance('P3DT6H');
  const { statements } = (await client.get('/v1/statements')).body;
  // A day on which nothing happened has no statement: providers say so once the next day is over.
  expect(statements).toMatchObject([
    { day: '2026-11-25', state: 'waiting' },
    { day: '2026-11-24', state: 'compared', lines: 0, breaks: [] },
    { day: '2026-11-23', state: 'compared', lines: 1, payments: yuan(10_000), breaks: [] },
    {
      day: '2026-11-22',
      state: 'compared',
      lines: 3,
      payments: yuan(20_000),
      refunds: yuan(300),
      breaks: [],
    },
  ]);
  for (const { opening, closing, payments, refunds } of statements.slice(1)) {
    expect(opening.value + payments.value - refunds.value).toBe(closing.value);
  }
  expect((await client.get('/v1/work')).body.work).toEqual([]);
  await world.close();
});

const METHODS: Readonly<Record<string, string>> = { alipay: 'qr', wechatpay: 'native' };

it('a day on which nothing happened is over by the clock that has travelled, and not by the wire’s', async () => {
  const world = await openTestWorld({ time: { kind: 'live', wall: () => Date.now() } });
  const client = clientOf(world);
  const { order } = await openBagOrder(client);
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
  await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  await client.post('/sandbox/clock/advance', { by: 'P6D' });
  const { statements } = (await client.get('/v1/statements')).body;
  const waiting = statements.filter(({ state }: { state: string }) => state === 'waiting');
  expect(statements.length).toBeGreaterThan(4);
  expect(waiting).toHaveLength(1);
  expect((await client.get('/v1/work')).body.work).toEqual([]);
  await world.close();
});
