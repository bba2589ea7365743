import { beforeAll, describe, expect, it } from 'vitest';
import {
  AccountConflict,
  apply,
  type Books,
  type LedgerState,
  type PostedTransfer,
} from '../../src/ledger/index.ts';
import { balances, booksAfter, NOW, resultsOf } from './books-after.ts';
import { ACCOUNTS, pending, post, posted, voidIt } from './postings.ts';

describe('a retry', () => {
  const chain = [
    posted('in', 'bank', 'wallet', 10n),
    pending('p', 'wallet', 'till', 5n),
    post('p/post', 'p', { amount: 5n }),
  ];
  let books: Books;
  beforeAll(() => {
    books = booksAfter(chain);
  });

  it('of a whole chain exists, and has no effect', () => {
    const { results, rows, state } = apply(books, [{ transfers: chain }], NOW + 1);
    expect(results).toEqual([['exists', 'exists', 'exists']]);
    expect([rows.length, state.accounts.size]).toEqual([0, 0]);
  });

  it('of one transfer of a chain exists', () => {
    expect(resultsOf(books, chain.slice(1, 2))).toEqual(['exists']);
  });

  it('exists although it would be refused today', () => {
    const drained = apply(books, [{ transfers: [posted('out', 'wallet', 'till', 5n)] }], NOW).state;
    expect(resultsOf(drained, [pending('p', 'wallet', 'till', 5n)])).toEqual(['exists']);
  });

  it('of a posting without an amount is the posting of the whole', () => {
    expect(resultsOf(books, [post('p/post', 'p')])).toEqual(['exists']);
  });

  it('after a refusal is tried afresh', () => {
    const draw = posted('t', 'wallet', 'till', 6n);
    expect(resultsOf(books, [draw])).toEqual(['exceeds_credits']);
    const richer = apply(books, [{ transfers: [posted('more', 'bank', 'wallet', 1n)] }], NOW).state;
    expect(resultsOf(richer, [draw])).toEqual(['created']);
  });
});

describe('a chain', () => {
  const a = posted('a', 'bank', 'wallet', 10n);
  const b = posted('b', 'wallet', 'till', 10n);
  const tooMuch = posted('c', 'wallet', 'till', 1n);

  it('sees what its earlier transfers did', () => {
    expect(resultsOf(booksAfter(), [a, b])).toEqual(['created', 'created']);
    expect(resultsOf(booksAfter(), [b, a])).toEqual(['exceeds_credits', 'linked_event_failed']);
  });

  it('that fails in the middle leaves no trace', () => {
    const { results, state, rows } = apply(booksAfter(), [{ transfers: [a, b, tooMuch, a] }], NOW);
    expect(results).toEqual([
      ['linked_event_failed', 'linked_event_failed', 'exceeds_credits', 'linked_event_failed'],
    ]);
    expect([state.accounts.size, rows.length, state.lastSequence]).toEqual([0, 0, 0]);
  });

  it('that stands in the books in part is refused', () => {
    expect(resultsOf(booksAfter([a]), [a, b])).toEqual(['exists', 'linked_event_failed']);
    expect(resultsOf(booksAfter([a]), [posted('z', 'bank', 'till', 1n), a])).toEqual([
      'linked_event_failed',
      'exists',
    ]);
  });

  it('that is too long is refused, and its neighbours are not', () => {
    const long = Array.from({ length: 8_190 }, (_, i) => posted(`t${i}`, 'bank', 'till', 1n));
    const { results, rows } = apply(
      booksAfter(),
      [{ transfers: [a] }, { transfers: long }, { transfers: long.slice(1) }],
      NOW,
    );
    expect(results[0]).toEqual(['created']);
    expect(results[1]).toEqual(long.map(() => 'chain_too_long'));
    expect(results[2]).toEqual(long.slice(1).map(() => 'created'));
    expect(rows.map(({ id }) => id)).toEqual([a, ...long.slice(1)].map(({ id }) => id));
  });

  it('that names one id twice is refused', () => {
    expect(resultsOf(booksAfter(), [a, a])).toEqual(['linked_event_failed', 'exists']);
  });

  it('keeps the name of the refusal beside what exists', () => {
    expect(resultsOf(booksAfter([a]), [a, posted('t', 'wallet', 'till', 11n)])).toEqual([
      'exists',
      'exceeds_credits',
    ]);
  });

  it('is numbered without gaps at strictly later times, however many come in one millisecond', () => {
    const { rows } = apply(booksAfter(), [{ transfers: [a, b] }, { transfers: [{ ...a, id: 'd' }] }], NOW);
    expect(rows.map((row) => [row.sequence, row.atMicros - NOW * 1000])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('is never dated before its predecessor when the clock goes back', () => {
    const { rows } = apply(booksAfter([a]), [{ transfers: [b] }], 5);
    expect(rows[0]?.atMicros).toBe(NOW * 1000 + 1);
  });
});

describe('opening accounts', () => {
  const spec = { id: 'new', ledger: 'CNY', code: 'escrow' } as const;
  const use: PostedTransfer = posted('t', 'bank', 'new', 1n);

  it('comes before the transfers of the posting', () => {
    const { results } = apply(booksAfter(), [{ accounts: [spec], transfers: [use] }], NOW);
    expect(results).toEqual([['created']]);
  });

  it('is undone with a refused chain', () => {
    const { state } = apply(booksAfter(), [{ accounts: [spec], transfers: [use, use] }], NOW);
    expect(state.account('new')).toBeUndefined();
  });

  it('again has no effect', () => {
    const books = booksAfter([posted('t', 'bank', 'till', 1n)]);
    const { state } = apply(books, [{ accounts: ACCOUNTS }], NOW);
    expect(state.accounts.size).toBe(0);
    expect(balances(state, 'bank')).toEqual([0n, 1n, 0n, 0n]);
  });

  it.each([
    { ...spec, ledger: 'USD' } as const,
    { ...spec, code: 'payable' } as const,
    { ...spec, limit: 'debits_must_not_exceed_credits' } as const,
  ])('again with other properties throws: %o', (other) => {
    const { state } = apply(booksAfter(), [{ accounts: [spec] }], NOW);
    expect(() => apply(state, [{ accounts: [other] }], NOW)).toThrow(
      new AccountConflict('account new is open with another ledger, code or limit'),
    );
  });

  it('gives back no limit where none was said', () => {
    const { state } = apply(booksAfter(), [{ accounts: [spec] }], NOW);
    const nothing = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n };
    expect(state.account('new')).toStrictEqual({ ...spec, ...nothing });
  });

  it('throws for an id that no store keeps', () => {
    expect(() => apply(booksAfter(), [{ accounts: [{ ...spec, id: '\ud800' }] }], NOW)).toThrow(
      new RangeError('not an account id: "\\ud800"'),
    );
  });
});

it.each([Number.NaN, 1.5, -1, Number.MAX_SAFE_INTEGER])('the moment %d is refused', (now) => {
  expect(() => apply(booksAfter(), [{}], now)).toThrow(new RangeError(`not a moment: ${now}`));
});

it('books that lost an account are not written on', () => {
  const whole = booksAfter([pending('p', 'bank', 'till', 5n)]);
  const { lastSequence, lastMicros } = whole;
  const broken: LedgerState = {
    account: () => undefined,
    transfer: (id) => whole.transfer(id),
    pending: (id) => whole.pending(id),
    due: () => [],
    lastSequence,
    lastMicros,
  };
  expect(() => apply(broken, [{ transfers: [voidIt('x', 'p')] }], NOW)).toThrow(
    'account bank has transfers but is not in the books',
  );
});
