import { describe, expect, it } from 'vitest';
import type { Balances, Chain, Store } from '../../src/ledger/index.ts';
import { pending, post, posted, work } from './postings.ts';

const NOW = 1_700_000_000_000;

/** What every store can say about the past. */
export function describeHistory(store: () => Store): void {
  async function move(now: number, ...transfers: Chain): Promise<void> {
    await store().commit(work(now, { transfers, done: undefined }));
  }

  describe('the history', () => describeRows(store, move));
  describe('the balances at a moment', () => describeMoments(store, move));
  describe('the trial balance', () => describeTrialBalance(store, move));
}

type Move = (now: number, ...transfers: Chain) => Promise<void>;

function describeRows(store: () => Store, move: Move): void {
  it('shows beside each row what both accounts had just after it', async () => {
    await move(
      NOW,
      posted('in', 'bank', 'wallet', 9n),
      pending('hold', 'wallet', 'till', 5n),
      post('take', 'hold', { amount: 2n }),
    );
    const history = await store().history({ limit: 10 });
    expect(history.map(({ row }) => row)).toEqual(await store().transfers({ limit: 10 }));
    expect(history).toMatchObject([
      { debit: balances({ debitsPosted: 9n }), credit: balances({ creditsPosted: 9n }) },
      {
        debit: balances({ debitsPending: 5n, creditsPosted: 9n }),
        credit: balances({ creditsPending: 5n }),
      },
      {
        debit: balances({ debitsPosted: 2n, creditsPosted: 9n }),
        credit: balances({ creditsPosted: 2n }),
      },
    ]);
  });

  it('of an account is read page by page', async () => {
    await move(
      NOW,
      ...['a', 'b', 'c', 'd'].map((id, i) => posted(id, 'bank', i % 2 === 0 ? 'till' : 'wallet', 1n)),
      posted('e', 'till', 'bank', 1n),
    );
    const page = async (after: number) =>
      (await store().history({ account: 'till', after, limit: 2 })).map(({ row }) => row.id);
    expect([await page(0), await page(3), await page(5)]).toEqual([['a', 'c'], ['e'], []]);
  });

  it('is the same for rows that shared a commit', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => move(NOW, posted(id, 'bank', 'till', 1n))));
    const credits = (await store().history({ limit: 10 })).map(({ credit }) => credit.creditsPosted);
    expect(credits).toEqual([1n, 2n, 3n]);
  });

  it('does not change when more is written', async () => {
    await move(NOW, posted('a', 'bank', 'till', 1n));
    const before = await store().history({ limit: 1 });
    await move(NOW, posted('b', 'bank', 'till', 1n));
    expect(await store().history({ limit: 1 })).toEqual(before);
  });
}

function describeMoments(store: () => Store, move: Move): void {
  it('are those after the last row up to the end of its millisecond', async () => {
    await move(NOW, posted('a', 'bank', 'till', 1n), posted('b', 'bank', 'till', 2n));
    await move(NOW + 5, posted('c', 'till', 'bank', 4n));
    const at = (moment: number) => store().balances('till', moment);
    expect(await at(NOW - 1)).toEqual(balances({}));
    expect(await at(NOW)).toEqual(balances({ creditsPosted: 3n }));
    expect(await at(NOW + 4)).toEqual(balances({ creditsPosted: 3n }));
    expect(await at(NOW + 5)).toEqual(balances({ debitsPosted: 4n, creditsPosted: 3n }));
    expect(await at(NOW + 86_400_000)).toEqual(balances({ debitsPosted: 4n, creditsPosted: 3n }));
  });

  it('count every row of their millisecond, up to its last microsecond', async () => {
    const rows = Array.from({ length: 1001 }, (_, i) => posted(`t${i}`, 'bank', 'till', 1n));
    await move(NOW, ...rows);
    expect(await store().balances('till', NOW)).toEqual(balances({ creditsPosted: 1000n }));
    expect(await store().balances('till', NOW + 1)).toEqual(balances({ creditsPosted: 1001n }));
  });

  it('do not hold a reservation whose time ends with their last microsecond', async () => {
    const rows = Array.from({ length: 999 }, (_, i) => posted(`t${i}`, 'bank', 'wallet', 1n));
    await move(NOW, ...rows, pending('p', 'bank', 'till', 5n, { timeoutMs: 1 }));
    expect(await store().balances('till', NOW)).toEqual(balances({ creditsPending: 5n }));
    expect(await store().balances('till', NOW + 1)).toEqual(balances({}));
  });

  it('are nothing for an account that was opened and never used', async () => {
    expect(await store().balances('usd', NOW)).toEqual(balances({}));
  });

  it('are not to be had of an account that was never opened', async () => {
    expect(await store().balances('nobody', NOW)).toBeUndefined();
  });

  it('hold a reservation until its time is over, whether or not anybody looked then', async () => {
    await move(NOW, pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }));
    const seen = async () => [
      await store().balances('till', NOW + 999),
      await store().balances('bank', NOW + 999),
      await store().balances('till', NOW + 1000),
      await store().balances('bank', NOW + 1000),
    ];
    const expected = [
      balances({ creditsPending: 5n }),
      balances({ debitsPending: 5n }),
      balances({}),
      balances({}),
    ];
    expect(await seen()).toEqual(expected);
    await move(NOW + 5000, posted('later', 'bank', 'till', 1n));
    expect(await seen()).toEqual(expected);
    expect(await store().balances('till', NOW + 5000)).toEqual(balances({ creditsPosted: 1n }));
  });

  it('hold a reservation until it is resolved, and never free it twice', async () => {
    await move(NOW, pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }));
    await move(NOW + 10, post('x', 'p', { amount: 2n }));
    expect(await store().balances('till', NOW + 9)).toEqual(balances({ creditsPending: 5n }));
    expect(await store().balances('till', NOW + 10)).toEqual(balances({ creditsPosted: 2n }));
    expect(await store().balances('till', NOW + 5000)).toEqual(balances({ creditsPosted: 2n }));
  });

  it('keep a reservation without a timeout', async () => {
    await move(NOW, pending('p', 'bank', 'till', 5n));
    expect(await store().balances('till', NOW + 10 ** 10)).toEqual(balances({ creditsPending: 5n }));
  });

  it.each([
    ['year 0', Date.parse('0000-01-01T00:00:00Z'), balances({})],
    ['year 9999', Date.parse('9999-12-31T23:59:59Z'), balances({ creditsPosted: 1n })],
  ])('are to be had of a moment at which no row can be: %s', async (_, at, expected) => {
    await move(NOW, posted('a', 'bank', 'till', 1n), pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }));
    expect(await store().balances('till', at)).toEqual(expected);
  });

  it.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])(
    'are refused at %d, which is no moment',
    async (at) => {
      await expect(store().balances('till', at)).rejects.toThrow(new RangeError(`not a moment: ${at}`));
    },
  );
}

function describeTrialBalance(store: () => Store, move: Move): void {
  it('lists all accounts, and says how far the books went', async () => {
    await move(NOW, posted('a', 'bank', 'till', 1n), posted('b', 'bank', 'till', 1n));
    expect(await store().trialBalance()).toEqual({
      lastSequence: 2,
      lastMicros: NOW * 1000 + 1,
      accounts: await store().accounts(),
    });
  });

  it('counts an expiry as time that has passed', async () => {
    await move(NOW, pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }));
    await move(NOW + 5000);
    expect(await store().trialBalance()).toMatchObject({ lastSequence: 1, lastMicros: (NOW + 1000) * 1000 });
  });
}

function balances(some: Partial<Balances>): Balances {
  return { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n, ...some };
}
