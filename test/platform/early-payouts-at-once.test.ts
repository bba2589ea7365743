import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/ledger/postgres/index.ts';
import { openSqliteStore } from '../../src/ledger/sqlite/index.ts';
import { acceptEarlyPayout, offerEarlyPayout } from '../../src/platform/index.ts';
import { PostgresServer } from '../ledger/postgres/server.ts';
import { granted, Shop } from './shop.ts';

const none = () => undefined;

/** The seller has sold for ¥100.00 before, and has two offers of ¥80.00 each. */
async function twoOffers(shop: Shop): Promise<[string, string]> {
  const seller = await shop.openSeller();
  await shop.accepted(seller);
  await shop.release();
  const orders: [string, string] = [await shop.sell(seller), await shop.sell(seller)];
  for (const order of orders) {
    await granted(offerEarlyPayout(shop.context, order, true, undefined, none));
  }
  return orders;
}

/** @param shops one for each offer, over the same books */
async function takeBoth(shops: readonly [Shop, Shop]): Promise<unknown[]> {
  const orders = await twoOffers(shops[0]);
  shops[1].now = shops[0].now;
  const taken = shops.map(({ context }, i) => acceptEarlyPayout(context, orders[i] ?? '', undefined, none));
  const results = await Promise.all(taken);
  return results.map((result) => (result.ok ? 'taken' : result.code)).sort();
}

describe('of two early payouts that together are too much, taken at one instant, one is refused', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  it('on SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
    const store = openSqliteStore(join(folder, 'books.db'));
    const shop = new Shop(store);
    expect(await takeBoth([shop, shop])).toEqual(['advance_exceeds_limit', 'taken']);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('on PostgreSQL, by two instances', async () => {
    const database = await server.newDatabase();
    for (let round = 0; round < 5; round += 1) {
      const stores = [await openPostgresStore(database), await openPostgresStore(database)] as const;
      const shops = [new Shop(stores[0], `a${round}`), new Shop(stores[1], `b${round}`)] as const;
      expect(await takeBoth(shops)).toEqual(['advance_exceeds_limit', 'taken']);
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
