import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { PostgresServer } from '../ledger/postgres/server.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, START, yuan } from '../world.ts';

const SALES = 12;
const DAY_MS = 86_400_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

/** Platforms in front of the same providers, as behind a load balancer. */
describe('two platforms over one database', () => {
  let data: string;
  let worlds: World[];
  let clients: Client[];
  let one: Client;
  let other: Client;

  let wall: number;

  /** Live, on one wall clock, and on sockets: worlds inside the process would all be reached under one name. */
  function open(database: string, dataFolder: string): Promise<World> {
    return openTestWorld({
      database,
      dataFolder,
      place: { kind: 'sockets', host: '127.0.0.1', port: 0 },
      time: { kind: 'live', wall: () => wall },
    });
  }

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'counterfoil-'));
    wall = START;
    const database = await server.newDatabase();
    worlds = [await open(database, data), await open(database, data)];
    clients = worlds.map(clientOf);
    [one, other] = clients as [Client, Client];
  });
  afterEach(async () => {
    await Promise.all(worlds.map((world) => world.close()));
    rmSync(data, { recursive: true });
  });

  /** Until both have looked at the clock and done what is due. */
  async function stateBecomes(order: string, state: string): Promise<void> {
    await expect
      .poll(async () => (await one.get(`/v1/orders/${order}`)).body.state, { timeout: 10_000 })
      .toBe(state);
  }

  async function startPayment(client: Client, order: string): Promise<string> {
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
    return payment.body.present.value;
  }

  it('carry one sale from hand to hand', async () => {
    const { order, seller } = await openBagOrder(one, { hold: 'P7D' });
    const token = await startPayment(other, order);
    await one.post('/sandbox/wallet/pay', { provider: 'alipay', token });
    for (const [client, step] of [
      [other, 'ship'],
      [one, 'receive'],
      [other, 'accept'],
    ] as const) {
      // biome-ignore format: a table
      expect((await client.post(`/v1/orders/${order}/${step}`)).status).toBe(200);
    }
    wall += 7 * DAY_MS;
    await stateBecomes(order, 'released');
    expect((await one.get(`/v1/orders/${order}`)).body.escrow.released).toEqual(yuan(10_000));
    expect((await other.get(`/v1/sellers/${seller}`)).body.balances.available).toEqual(yuan(9200));
  });

  it('ring the timers of each order once between them', async () => {
    const sales = await Promise.all(
      Array.from({ length: SALES }, (_, i) => openBagOrder(clients[i % 2] ?? one, { hold: 'P7D' })),
    );
    await Promise.all(sales.map(({ order }, i) => startPayment(clients[i % 2] ?? one, order)));
    wall += DAY_MS;
    for (const { order } of sales) {
      await stateBecomes(order, 'closed');
      const { timeline } = (await one.get(`/v1/orders/${order}`)).body;
      const events = timeline.map(({ event }: { event: string }) => event);
      expect(events).toEqual([...new Set(events)]);
    }
    const { exchanges } = (await one.get('/sandbox/journal?limit=1000')).body;
    const closed = exchanges
      .filter(({ method }: { method: string }) => method === 'alipay.trade.close')
      .map((exchange: { order: string }) => exchange.order);
    expect(closed.toSorted()).toEqual(sales.map(({ order }) => `${order}-p1`).toSorted());
  });

  it('answer a request that came to both with one and the same seller', async () => {
    const key = { 'idempotency-key': 'the-same' };
    const answers = await Promise.all(
      clients.map((client) => client.post('/v1/sellers', { name: 'Lin' }, key)),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect((await one.get('/v1/ledger/accounts')).body.accounts).toHaveLength(1);
  });
});

describe('a platform over a database', () => {
  const worlds: World[] = [];
  afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())));

  async function open(database: string): Promise<Client> {
    const world = await openTestWorld({ database });
    worlds.push(world);
    return clientOf(world);
  }

  it('never draws an id that another one with the same seed has drawn', async () => {
    const database = await server.newDatabase();
    const clients = [await open(database), await open(database), await open(database)];
    const sales = await Promise.all(clients.map((client) => openBagOrder(client)));
    expect(new Set(sales.flatMap(({ order, seller }) => [order, seller])).size).toBe(6);
  });

  it('begins again with empty books on reset', async () => {
    const client = await open(await server.newDatabase());
    const { order } = await openBagOrder(client);
    expect((await client.post('/sandbox/reset', { seed: 1 })).status).toBe(200);
    expect((await client.get(`/v1/orders/${order}`)).status).toBe(404);
    expect((await client.get('/v1/ledger/accounts')).body.accounts).toEqual([]);
    expect((await openBagOrder(client)).order).toMatch(/^ord_/);
  });

  it('waits for a database that is restarted, and goes on', async () => {
    const client = await open(await server.newDatabase());
    const { order } = await openBagOrder(client);
    await server.kill();
    const waiting = [openBagOrder(client), client.get(`/v1/orders/${order}`)] as const;
    await server.restart();
    const [sale, read] = await Promise.all(waiting);
    expect(read.body.id).toBe(order);
    expect((await client.get(`/v1/orders/${sale.order}`)).status).toBe(200);
  });
});
