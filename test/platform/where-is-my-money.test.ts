import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

describe('“where is my money?”', () => {
  let world: World;
  let client: Client;
  let seller: string;
  let order: string;

  beforeEach(async () => {
    world = await openTestWorld();
    client = clientOf(world);
    ({ seller, order } = await openBagOrder(client, { hold: 'P7D' }));
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  });
  afterEach(() => world.close());

  const read = async (language?: string) =>
    (await client.get(`/v1/orders/${order}`, language ? { 'accept-language': language } : {})).body;

  it('is answered for buyer and seller, in English', async () => {
    const { money, timeline } = await read();
    expect(money).toEqual({
      buyer: [
        {
          amount: yuan(10_000),
          place: 'in_escrow',
          waits_for: 'shipment',
          earliest: '2026-11-29T04:00:00.000Z',
          latest: null,
          says: '¥10,000.00 is held in escrow until the seller ships: 2026-11-29T04:00:00.000Z at the earliest.',
        },
      ],
      seller: [
        {
          amount: yuan(9200),
          place: 'in_escrow',
          waits_for: 'shipment',
          earliest: '2026-11-29T04:00:00.000Z',
          latest: null,
          says: '¥9,200.00 is held in escrow until the seller ships: 2026-11-29T04:00:00.000Z at the earliest.',
        },
      ],
    });
    expect(timeline.at(-1)).toMatchObject({
      event: 'held',
      says: 'The buyer paid; the money is in escrow',
    });
  });

  it('is answered in Chinese, in the time of Beijing', async () => {
    const { money, timeline } = await read('zh-CN,zh;q=0.9,en;q=0.8');
    expect(money.seller[0].says).toBe('¥9,200.00 在担保账户中，等待卖家发货，最早 2026-11-29 12:00:00。');
    expect(timeline.at(-1).says).toBe('买家已付款，资金已进入担保账户');
  });

  it.each([
    ['fr', 'The order was opened'],
    ['fr, zh;q=0.5', '订单已创建'],
    ['en-GB, zh;q=0.5', 'The order was opened'],
    ['*', 'The order was opened'],
  ])('is answered to %s in a language that we speak', async (language, says) => {
    expect((await read(language)).timeline[0].says).toBe(says);
  });

  it('is answered for a seller, sale by sale', async () => {
    const { body } = await client.get(`/v1/sellers/${seller}`, { 'accept-language': 'zh' });
    expect(body.sales[0].money).toMatchObject([{ amount: yuan(9200), place: 'in_escrow' }]);
  });
});

it('an order’s steps take as long as it was opened with', async () => {
  const world = await openTestWorld();
  const client = clientOf(world);
  const terms = { pay_within: 'PT10M', accept_within: 'P1D' };
  const { order } = await openBagOrder(client, { terms, hold: 'P2D' });
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
  const read = async () => (await client.get(`/v1/orders/${order}`)).body;
  expect((await read()).waiting_for).toContainEqual({
    event: 'payment_expires',
    at: '2026-11-22T04:10:00.000Z',
  });
  await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  for (const step of ['ship', 'receive']) await client.post(`/v1/orders/${order}/${step}`);
  const [row] = (await read()).money.seller;
  expect(row).toMatchObject({ latest: '2026-11-25T04:00:00.000Z', waits_for: 'acceptance' });
  await world.close();
});

describe('what a person has to see to', () => {
  let world: World;
  let client: Client;

  beforeEach(async () => {
    world = await openTestWorld();
    client = clientOf(world);
  });
  afterEach(() => world.close());

  const work = async () => (await client.get('/v1/work')).body.work;

  it('is nothing at first', async () => {
    expect(await work()).toEqual([]);
  });

  it('is a refund that nobody asked for', async () => {
    const { order } = await openBagOrder(client);
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    const stray = { refund: 'rf-1', payment: `${order}-p1`, amount: yuan(100) };
    expect((await client.post(`/v1/orders/${order}/stray_refunds`, stray)).status).toBe(200);
    const path = `/v1/orders/${order}/chargebacks/rf-1/resolve`;
    expect(await work()).toMatchObject([
      { order, kind: 'stray_refund', about: 'rf-1', resolve_with: [`POST ${path}`] },
    ]);
    const inChinese = (await client.get('/v1/work', { 'accept-language': 'zh' })).body.work[0].says;
    expect(inChinese).toBe('支付机构发生未经申请的退款。请追回（won）或确认归买家（lost）。');
    await client.post(path, { outcome: 'lost' });
    expect(await work()).toEqual([]);
  });

  it('is money that was paid twice, until somebody has looked', async () => {
    const { order } = await openBagOrder(client);
    const path = `/v1/orders/${order}/payments`;
    const first = await client.post(path, { channel: 'alipay', method: 'qr' });
    const second = await client.post(path, { channel: 'alipay', method: 'page' });
    // Neither notification comes, and neither code is closed, before the buyer has paid both.
    await client.post('/sandbox/faults', { fault: 'notification_lost', provider: 'alipay', times: 100 });
    for (const { body } of [first, second]) {
      await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    }
    await client.post('/sandbox/clock/advance', { by: 'PT1M' });
    const [item, ...others] = await work();
    expect(item).toMatchObject({ order, kind: 'stray_payment' });
    expect(others).toEqual([]);
    expect((await client.get(`/v1/orders/${order}`)).body.escrow).toMatchObject({
      captured: yuan(20_000),
      held: yuan(10_000),
      refunded: yuan(10_000),
    });
    await client.post(`/v1/orders/${order}/acknowledge`, { about: item.about });
    expect(await work()).toEqual([]);
    const again = await client.post(`/v1/orders/${order}/acknowledge`, { about: item.about });
    expect(again.body.code).toBe('nothing_to_acknowledge');
  });
});
