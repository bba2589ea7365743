import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from '../../src/http/listen.ts';
import { socketTransport } from '../../src/sandbox/index.ts';
import type { World } from '../../src/world.ts';
import { TestBank } from '../bank.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

interface Heard {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A marketplace's server on a real socket, which verifies with the library of Standard Webhooks. */
describe('a marketplace that wants to be told', () => {
  let world: World;
  let client: Client;
  let shop: Listener;
  let secret: string;
  let endpoint: string;
  let heard: Heard[];
  let status: number;

  beforeEach(async () => {
    heard = [];
    status = 204;
    shop = await listen(
      async (request) => {
        const body = await request.text();
        // Virtual time is not this machine's: the library's freshness check is left out by signing anew.
        const at = new Date(Number(request.headers.get('webhook-timestamp')) * 1000);
        const id = request.headers.get('webhook-id') ?? '';
        const signed = new Webhook(secret).sign(id, at, body);
        if (signed !== request.headers.get('webhook-signature')) return new Response(null, { status: 401 });
        heard.push({ id, ...JSON.parse(body) });
        return new Response(null, { status });
      },
      '127.0.0.1',
      0,
    );
    world = await openTestWorld({
      bank: new TestBank(),
      place: { kind: 'sockets', host: '127.0.0.1', port: 0 },
    });
    client = clientOf({ origin: world.origin, transport: socketTransport });
    const opened = await client.post('/v1/webhook_endpoints', { url: `${shop.origin}/hooks` });
    ({ secret, id: endpoint } = opened.body);
  });
  afterEach(async () => {
    await world.close();
    await shop.close();
  });

  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });
  const types = () => heard.map(({ type }) => type);

  it('is told of every change of an order, in its order', async () => {
    const { order } = await openBagOrder(client);
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    await advance('PT1S');
    expect(types()).toEqual([
      'order.created',
      'order.payment_started',
      'order.payment_presented',
      'order.held',
    ]);
    expect(heard.at(-1)).toMatchObject({
      id: `evt_${order}_000004`,
      data: { order, state: 'held', detail: { amount: '¥10,000.00' } },
    });
  });

  it('is told of a payout', async () => {
    const { seller, order } = await openBagOrder(client, { hold: 'PT0S' });
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
    await client.post(`/v1/sellers/${seller}/payouts`, { amount: yuan(10) });
    await advance('PT1S');
    expect(types().filter((type) => type.startsWith('payout'))).toEqual(['payout.submitted', 'payout.paid']);
  });

  it('that does not answer is told again under the same id, until it has heard', async () => {
    status = 500;
    const { order } = await openBagOrder(client);
    await advance('PT1S');
    status = 204;
    await advance('PT5S');
    await advance('P1D');
    expect(heard.map(({ id }) => id)).toEqual([`evt_${order}_000001`, `evt_${order}_000001`]);
    const { events } = (await client.get(`/v1/events?about=${order}`)).body;
    expect(events).toMatchObject([{ heard_by: [endpoint], attempts: 2, next_at: null }]);
  });

  it('that never answers is given up after the last of ten attempts', async () => {
    status = 500;
    const { order } = await openBagOrder(client);
    await advance('P7D');
    expect(heard).toHaveLength(10);
    const { events } = (await client.get(`/v1/events?about=${order}`)).body;
    expect(events).toMatchObject([{ heard_by: [], attempts: 10, next_at: null }]);
  });

  it('is told again on request', async () => {
    const { order } = await openBagOrder(client);
    await advance('PT1S');
    const resent = await client.post(`/v1/events/evt_${order}_000001/resend`);
    expect(resent).toMatchObject({ status: 200, body: { type: 'order.created', heard_by: [] } });
    await advance('PT1S');
    expect(types()).toEqual(['order.created', 'order.created']);
  });

  it('is not told of what did not happen', async () => {
    const { order } = await openBagOrder(client);
    await client.post(`/v1/orders/${order}/ship`);
    await advance('PT1S');
    expect(types()).toEqual(['order.created']);
  });

  it('is not shown the secret again', async () => {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
    const { endpoints } = (await client.get('/v1/webhook_endpoints')).body;
    expect(endpoints).toEqual([{ id: endpoint, url: `${shop.origin}/hooks` }]);
  });

  it.each(['ftp://shop.test', 'javascript:alert(1)', 'shop', ''])('cannot be told at %j', async (url) => {
    expect((await client.post('/v1/webhook_endpoints', { url })).body.code).toBe('invalid_request');
  });

  it('asks in vain for an event that is not there', async () => {
    expect((await client.post('/v1/events/evt_none/resend')).body.code).toBe('event_not_found');
  });
});

/** In a world whose time passes, the library looks at when a message was sent as well. */
it('a receiver verifies what it is told with the library of Standard Webhooks, and nothing that was changed', async () => {
  const messages: { headers: Record<string, string>; body: string }[] = [];
  const told = Promise.withResolvers<void>();
  const shop = await listen(
    async (request) => {
      messages.push({ headers: Object.fromEntries(request.headers), body: await request.text() });
      told.resolve();
      return new Response(null, { status: 204 });
    },
    '127.0.0.1',
    0,
  );
  const world = await openTestWorld({
    place: { kind: 'sockets', host: '127.0.0.1', port: 0 },
    time: { kind: 'live', wall: () => Date.now() },
  });
  const client = clientOf({ origin: world.origin, transport: socketTransport });
  const { secret } = (await client.post('/v1/webhook_endpoints', { url: shop.origin })).body;
  const { order } = await openBagOrder(client);
  await told.promise;
  await world.close();
  await shop.close();

  const [{ headers, body } = { headers: {}, body: '' }] = messages;
  const receiver = new Webhook(secret);
  expect(receiver.verify(body, headers)).toMatchObject({ type: 'order.created', data: { order } });
  expect(() => receiver.verify(body.replace('created', 'held'), headers)).toThrow('No matching signature');
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'evt_other' })).toThrow(
    'No matching signature',
  );
});
