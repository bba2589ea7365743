import { expect, it } from 'vitest';
import { openMemoryStore, type Store } from '../../src/ledger/index.ts';
import { openSqliteStore } from '../../src/ledger/sqlite/index.ts';
import { money } from '../../src/money/index.ts';
import {
  type Command,
  type Context,
  findOrder,
  openOrder,
  openSeller,
  orderTimers,
  perform,
  type Result,
} from '../../src/platform/index.ts';

const DAY_MS = 86_400_000;
const AMOUNT = money('CNY', 10_000n);

/** A seller with many sales that end at one moment, each of which wants the same money. */
class Shop {
  now = Date.parse('2026-11-22T04:00:00Z');
  private count = 0;
  readonly context: Context;

  constructor(store: Store) {
    this.context = {
      store,
      access: store,
      channels: new Map(),
      now: () => this.now,
      newId: (prefix) => `${prefix}_${++this.count}`,
      newSecret: () => '',
      wireTime: () => this.now,
      transport: async () => new Response(),
      publicOrigin: 'http://platform.test',
    };
  }

  openSeller(): Promise<string> {
    return granted(openSeller(this.context, { name: 'Lin' }, undefined, ({ id }) => id));
  }

  async sell(seller: string, more: object = {}): Promise<string> {
    const input = { seller, title: 'A bag', amount: AMOUNT, rules: [], ...more };
    const id = await granted(openOrder(this.context, input, undefined, (order) => order.id));
    await this.do(id, { type: 'start_payment', channel: 'cash', method: 'cash' });
    await this.do(id, {
      type: 'payment_succeeded',
      payment: `${id}-p1`,
      paid: AMOUNT,
      providerReference: id,
    });
    return id;
  }

  async accepted(seller: string): Promise<string> {
    const id = await this.sell(seller);
    for (const type of ['ship', 'receive', 'accept'] as const) await this.do(id, { type });
    return id;
  }

  do(id: string, command: Command): Promise<unknown> {
    return granted(perform(this.context, id, command, undefined, () => undefined));
  }

  async balance(id: string): Promise<bigint> {
    const account = await this.context.store.account(id);
    return account ? account.creditsPosted - account.debitsPosted : 0n;
  }
}

async function granted<T>(result: Promise<Result<T>>): Promise<T> {
  const given = await result;
  if (!given.ok) throw new Error(`the platform refused: ${given.code}`);
  return given.value;
}

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
  shop.now += 7 * DAY_MS;
  await orderTimers(shop.context).run(shop.now);
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
    shop.now += 7 * DAY_MS;
    await orderTimers(shop.context).run(shop.now);
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
