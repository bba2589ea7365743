import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Collection, SandboxStore } from '../../src/sandbox/index.ts';
import { parameters } from '../properties/parameters.ts';
import { newFolder } from './folder.ts';

interface Trade {
  readonly buyer?: string | undefined;
  readonly order?: string | undefined;
  readonly amount: bigint;
  readonly closesAt?: number | undefined;
}

function tradesOf(store: SandboxStore): Collection<Trade> {
  return store.collection<Trade>('trade', {
    keys: ({ buyer, order }) => ({ buyer, order }),
    dueAt: ({ closesAt }) => closesAt,
  });
}

function openTrades(): Collection<Trade> {
  return tradesOf(new SandboxStore(':memory:'));
}

describe('Collection', () => {
  it('gives back what was put', () => {
    const trades = openTrades();
    trades.put('1', { order: 'A', amount: 5n });
    expect(trades.get('1')).toEqual({ order: 'A', amount: 5n });
  });

  it('has nothing under an id that was never put', () => {
    expect(openTrades().get('1')).toBeUndefined();
  });

  it('keeps every digit of an amount past 2^53', () => {
    const trades = openTrades();
    trades.put('1', { amount: 2n ** 63n - 1n });
    expect(trades.get('1')?.amount).toBe(9_223_372_036_854_775_807n);
  });

  it('replaces a document that is put again', () => {
    const trades = openTrades();
    trades.put('1', { order: 'A', amount: 5n });
    trades.put('1', { amount: 6n });
    expect(trades.list()).toEqual([{ amount: 6n }]);
  });

  it('finds documents by each key, in the order of their ids', () => {
    const trades = openTrades();
    trades.put('2', { buyer: '林', order: 'B', amount: 2n });
    trades.put('1', { buyer: '林', order: 'A', amount: 1n });
    trades.put('3', { buyer: '王', order: '林', amount: 3n });
    expect(trades.find('buyer', '林').map(({ amount }) => amount)).toEqual([1n, 2n]);
    expect(trades.find('order', '林').map(({ amount }) => amount)).toEqual([3n]);
  });

  it('finds a document by its new key alone once the key has changed', () => {
    const trades = openTrades();
    trades.put('1', { order: 'A', amount: 5n });
    trades.put('1', { order: 'B', amount: 5n });
    expect(trades.find('order', 'A')).toEqual([]);
    expect(trades.find('order', 'B')).toEqual([{ order: 'B', amount: 5n }]);
  });

  it('no longer finds a document by a key that it has lost', () => {
    const trades = openTrades();
    trades.put('1', { order: 'A', amount: 5n });
    trades.put('1', { amount: 5n });
    expect(trades.find('order', 'A')).toEqual([]);
  });

  it('forgets a deleted document and its keys', () => {
    const trades = openTrades();
    trades.put('1', { order: 'A', amount: 5n });
    expect(trades.delete('1')).toBe(true);
    expect(trades.get('1')).toBeUndefined();
    trades.put('1', { order: 'B', amount: 5n });
    expect(trades.find('order', 'A')).toEqual([]);
  });

  it('says when there was nothing to delete', () => {
    expect(openTrades().delete('1')).toBe(false);
  });

  it('hands out what is due, earliest first, ties by id', () => {
    const trades = openTrades();
    trades.put('c', { amount: 1n, closesAt: 10 });
    trades.put('b', { amount: 2n, closesAt: 20 });
    trades.put('a', { amount: 3n, closesAt: 20 });
    trades.put('d', { amount: 4n, closesAt: 21 });
    trades.put('e', { amount: 5n });
    expect(trades.due(20).map(({ amount }) => amount)).toEqual([1n, 3n, 2n]);
  });

  it('says when the next document is due, and when none is', () => {
    const trades = openTrades();
    trades.put('1', { amount: 1n });
    expect(trades.nextDue()).toBeUndefined();
    trades.put('2', { amount: 1n, closesAt: Date.UTC(2126, 0) });
    trades.put('3', { amount: 1n, closesAt: Date.UTC(2026, 0) });
    expect(trades.nextDue()).toBe(Date.UTC(2026, 0));
    trades.put('3', { amount: 1n });
    expect(trades.nextDue()).toBe(Date.UTC(2126, 0));
  });

  it('does not see the documents of another, even under the same id', () => {
    const store = new SandboxStore(':memory:');
    const [trades, refunds] = [tradesOf(store), store.collection<{ order: string }>('refund')];
    trades.put('1', { order: 'A', amount: 5n, closesAt: 10 });
    refunds.put('1', { order: 'A' });
    refunds.delete('1');
    expect(refunds.list()).toEqual([]);
    expect(refunds.nextDue()).toBeUndefined();
    expect(trades.find('order', 'A')).toHaveLength(1);
  });
});

type Change = { readonly put: string; readonly trade: Trade } | { readonly delete: string };
type Step = Change | 'reopen' | { readonly abandon: readonly Change[] };

const IDS = ['', '1', '10', '2', '寄', '～', '😀', "'; --"];
const VALUES = ['', 'A', 'a', '林', 'a\u0000b'];

const trade: fc.Arbitrary<Trade> = fc.record(
  {
    buyer: fc.constantFrom(...VALUES),
    order: fc.constantFrom(...VALUES),
    amount: fc.bigInt(),
    closesAt: fc.integer({ min: 0, max: 9 }),
  },
  { requiredKeys: ['amount'] },
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ put: fc.constantFrom(...IDS), trade }) },
  { weight: 1, arbitrary: fc.record({ delete: fc.constantFrom(...IDS) }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: change },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
  { weight: 1, arbitrary: fc.record({ abandon: fc.array(change, { maxLength: 4 }) }) },
);

/** All that a collection can be asked. */
function everything(trades: Collection<Trade>) {
  return {
    got: IDS.map((id) => trades.get(id)),
    listed: trades.list(),
    found: VALUES.map((value) => [trades.find('buyer', value), trades.find('order', value)]),
    due: [trades.due(-1), trades.due(4), trades.due(9)],
    nextDue: trades.nextDue(),
  };
}

/** The same, of a map: SQLite compares text by its bytes in UTF-8. */
function everythingOf(map: ReadonlyMap<string, Trade>): ReturnType<typeof everything> {
  const entries = [...map].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const all = entries.map(([, each]) => each);
  const dated = all
    .flatMap((each) => (each.closesAt === undefined ? [] : [{ each, at: each.closesAt }]))
    .sort((a, b) => a.at - b.at);
  return {
    got: IDS.map((id) => map.get(id)),
    listed: all,
    found: VALUES.map((value) => [
      all.filter(({ buyer }) => buyer === value),
      all.filter(({ order }) => order === value),
    ]),
    due: [-1, 4, 9].map((now) => dated.filter(({ at }) => at <= now).map(({ each }) => each)),
    nextDue: dated[0]?.at,
  };
}

function apply(trades: Pick<Collection<Trade>, 'put' | 'delete'>, each: Change): void {
  if ('put' in each) trades.put(each.put, each.trade);
  else trades.delete(each.delete);
}

it('a collection is a map that outlives its process and can be searched', () => {
  const path = join(newFolder(), 'sandbox.db');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let store = new SandboxStore(path);
      let trades = tradesOf(store);
      const map = new Map<string, Trade>();
      const model = {
        put: (id: string, each: Trade) => map.set(id, each),
        delete: (id: string) => map.delete(id),
      };
      try {
        for (const each of steps) {
          if (each === 'reopen') {
            store.close();
            store = new SandboxStore(path);
            trades = tradesOf(store);
          } else if ('abandon' in each) {
            expect(() =>
              store.transaction(() => {
                for (const abandoned of each.abandon) apply(trades, abandoned);
                throw new Error('abandoned');
              }),
            ).toThrow('abandoned');
          } else {
            apply(trades, each);
            apply(model, each);
          }
          expect(everything(trades)).toEqual(everythingOf(map));
        }
      } finally {
        store.close();
        for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      }
    }),
    parameters(60),
  );
});
