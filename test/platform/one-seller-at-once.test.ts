import { expect, it } from 'vitest';
import { openMemoryStore } from '../../src/ledger/index.ts';
import { openSqliteStore } from '../../src/ledger/sqlite/index.ts';
import { findOrder } from '../../src/platform/index.ts';
import { Shop } from './shop.ts';

const STORES = [
  ['in memory', openMemoryStore],
  ['in SQLite', () => openSqliteStore(':memory:')],
] as const;

it.each(STORES)('a debt is paid back once by sales that are released together, %s', async (_name, open) => {
  const shop = new Shop(open());
  const seller = await shop.openSeller();
  const failed = await shop.sell(seller, { needsAppraisal: true });
  await shop.do(failed, { type: 'begin_appraisal' });
  const charges = [{ payee: 'appraiser', amount: 15_000n }];
  await shop.do(failed, { type: 'appraise', verdict: 'failed', charges });

  const sales = await Promise.all(Array.from({ length: 8 }, () => shop.accepted(seller)));
  await shop.release();
  const states = await Promise.all(sales.map(async (id) => (await findOrder(shop.context, id))?.fulfilment));
  expect(new Set(states)).toEqual(new Set(['released']));
  expect(await shop.balance(`receivable:seller:${seller}`)).toBe(0n);
  expect(await shop.balance(`seller:${seller}:available`)).toBe(80_000n - 15_000n);
  await shop.context.store.close();
});

it.each(STORES)(
  'what a seller has is taken back once by refunds that come together, %s',
  async (_name, open) => {
    const shop = new Shop(open());
    const seller = await shop.openSeller();
    const sales = await Promise.all(Array.from({ length: 8 }, () => shop.accepted(seller)));
    await shop.release();
    const bank = { id: 'custody:bank', ledger: 'CNY', code: 'custody' } as const;
    const available = `seller:${seller}:available`;
    await shop.context.store.commit({
      reads: [],
      now: shop.now,
      decide: () => ({
        accounts: [bank],
        transfers: [
          {
            kind: 'posted',
            id: 'payout',
            code: 'payout',
            ledger: 'CNY',
            debit: available,
            credit: bank.id,
            amount: 65_000n,
          },
        ],
        done: undefined,
      }),
    });
    await Promise.all(sales.map((id) => shop.do(id, { type: 'refund', reason: 'all of it' })));
    expect(await shop.balance(available)).toBe(0n);
    expect(await shop.balance(`receivable:seller:${seller}`)).toBe(-65_000n);
    await shop.context.store.close();
  },
);
