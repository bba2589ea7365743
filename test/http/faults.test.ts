import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openBagOrder, openTestWorld } from '../world.ts';

describe('/sandbox/faults', () => {
  let world: World;
  let client: Client;

  beforeAll(async () => {
    world = await openTestWorld();
    client = clientOf(world);
  });
  afterAll(() => world.close());

  it('takes a whole aim, and shows it with how often it has struck', async () => {
    const aim = {
      provider: 'alipay',
      method: 'alipay.trade.query',
      order: 'A',
      count: 'every 3rd',
      from: '2026-11-22T12:00:00.000Z',
      until: '2026-11-23T00:00:00.000Z',
    };
    const added = await client.post('/sandbox/faults', { fault: 'answer_lost_after_effect', ...aim });
    expect(added).toMatchObject({ status: 201, body: { ...aim, with: {}, seen: 0, struck: 0 } });
    const { faults } = (await client.get('/sandbox/faults')).body;
    expect(faults).toContainEqual(added.body);
    await client.delete(`/sandbox/faults/${added.body.id}`);
  });

  it('tells what struck, in its order', async () => {
    await client.post('/sandbox/faults', { fault: 'payment_declined', provider: 'alipay' });
    const { order } = await openBagOrder(client);
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: payment.body.id });
    const { strikes } = (await client.get('/sandbox/faults/strikes')).body;
    const struck = { fault: 'payment_declined', provider: 'alipay', order: payment.body.id };
    expect(strikes).toMatchObject([struck]);
    expect((await client.get(`/sandbox/faults/strikes?after=${strikes[0].seq}`)).body.strikes).toEqual([]);
  });

  it('lists every kind with its group, its line and its parameters', async () => {
    const { kinds } = (await client.get('/sandbox/faults')).body;
    for (const kind of kinds) {
      expect(kind).toMatchObject({
        name: expect.stringMatching(/^[a-z0-9_]+$/),
        group: expect.stringMatching(/^(wire|notification|business|processing|statement)$/),
        summary: expect.stringMatching(/^[A-Z].+\.$/),
        parameters: { type: 'object', additionalProperties: false },
      });
    }
  });

  it.each<[string, object, string]>([
    ['a fault that is misspelt', { fault: 'notification_lots' }, 'Did you mean "notification_lost"?'],
    [
      'a provider that is misspelt',
      { fault: 'notification_lost', provider: 'alipai' },
      'Did you mean "alipay"?',
    ],
    ['a field that is misspelt', { fault: 'notification_lost', ordre: 'A' }, 'Did you mean \\"order\\"?'],
    [
      'a parameter that it does not take',
      { fault: 'notification_lost', with: { delay: 1 } },
      'it takes none',
    ],
    ['a count that is none', { fault: 'notification_lost', count: 'every 3' }, 'every 3rd'],
    ['both times and count', { fault: 'notification_lost', times: 1, count: 'first 1' }, 'give one of them'],
    [
      'a time that ends before it begins',
      { fault: 'notification_lost', from: '2026-11-23T00:00:00Z', until: '2026-11-22T00:00:00Z' },
      'must be after from',
    ],
    [
      'what the real provider never has',
      { fault: 'refund_stuck', provider: 'alipay' },
      'Alipay refunds at once',
    ],
    ['a moment without an offset', { fault: 'notification_lost', from: '2026-11-22T00:00:00' }, 'ISO'],
  ])('refuses %s, says what is right, and changes nothing', async (_what, fault, words) => {
    const before = await client.get('/sandbox/faults');
    const answer = await client.post('/sandbox/faults', fault);
    expect(answer).toMatchObject({ status: 422, body: { code: expect.any(String) } });
    expect(JSON.stringify(answer.body).replaceAll('\\"', '"')).toContain(words.replaceAll('\\"', '"'));
    expect(await client.get('/sandbox/faults')).toEqual(before);
  });
});

describe('/sandbox/providers/{provider}/orders/{order}', () => {
  it.each(['alipay', 'wechatpay'])('says what %s knows of an order, step by step', async (provider) => {
    const world = await openTestWorld();
    const client = clientOf(world);
    const { order } = await openBagOrder(client);
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: provider, method: 'qr' });
    const path = `/sandbox/providers/${provider}/orders/${payment.body.id}`;
    expect((await client.get(path)).body).toMatchObject({ total: 1_000_000, paid: 0 });
    await client.post('/sandbox/wallet/pay', { provider, token: payment.body.id });
    await client.post(`/v1/orders/${order}/refunds`, { amount: { currency: 'CNY', value: 100_000 } });
    await client.post('/sandbox/clock/advance', { by: 'PT1M' });
    expect((await client.get(path)).body).toMatchObject({
      order: payment.body.id,
      currency: 'CNY',
      paid: 1_000_000,
      refunded: 100_000,
      refunding: 0,
      shared: 0,
      untold: 0,
    });
    await world.close();
  });

  it('is a problem where the provider knows no such order, or there is no such provider', async () => {
    const world = await openTestWorld();
    const client = clientOf(world);
    const unknown = { status: 404, body: { code: 'order_not_found' } };
    expect(await client.get('/sandbox/providers/alipay/orders/nobody')).toMatchObject(unknown);
    expect(await client.get('/sandbox/providers/alipai/orders/nobody')).toMatchObject({
      status: 404,
      body: { code: 'unknown_provider' },
    });
    await world.close();
  });
});
