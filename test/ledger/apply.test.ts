import { beforeAll, describe, expect, it } from 'vitest';
import { apply, type Books, type Transfer, type TransferResult } from '../../src/ledger/index.ts';
import { MAX_MINOR_UNITS } from '../../src/money/index.ts';
import { balances, booksAfter, NOW, resultsOf } from './books-after.ts';
import { pending, post, posted, voidIt } from './postings.ts';

describe('a posted transfer', () => {
  it('debits one account and credits the other', () => {
    const { state } = apply(booksAfter(), [{ transfers: [posted('t', 'bank', 'wallet', 7n)] }], NOW);
    expect(balances(state, 'bank')).toEqual([0n, 7n, 0n, 0n]);
    expect(balances(state, 'wallet')).toEqual([0n, 0n, 0n, 7n]);
  });

  it('becomes a row with the next number and the time in microseconds', () => {
    const transfer = posted('t', 'bank', 'wallet', 7n, { order: 'ord_1', code: 'payment' });
    const { rows } = apply(booksAfter(), [{ transfers: [transfer] }], NOW);
    expect(rows).toStrictEqual([{ ...transfer, sequence: 1, atMicros: NOW * 1000 }]);
  });

  it('that says less becomes a row that says no more', () => {
    const transfer = posted('t', 'bank', 'wallet', 7n);
    const { rows } = apply(booksAfter(), [{ transfers: [transfer] }], NOW);
    expect(rows).toStrictEqual([{ ...transfer, sequence: 1, atMicros: NOW * 1000 }]);
  });

  it('leaves the state that was handed in as it was', () => {
    const before = booksAfter();
    apply(before, [{ transfers: [posted('t', 'bank', 'wallet', 7n)] }], NOW);
    expect(before.transfer('t')).toBeUndefined();
    expect(balances(before, 'bank')).toEqual([0n, 0n, 0n, 0n]);
  });
});

describe('a pending transfer', () => {
  let reserved: Books;
  beforeAll(() => {
    reserved = booksAfter([posted('in', 'bank', 'wallet', 10n)], [pending('p', 'wallet', 'till', 6n)]);
  });

  it('reserves on both sides and posts nothing', () => {
    expect(balances(reserved, 'wallet')).toEqual([6n, 0n, 0n, 10n]);
    expect(balances(reserved, 'till')).toEqual([0n, 0n, 6n, 0n]);
  });

  it('counts against a limit while it is open', () => {
    expect(resultsOf(reserved, [posted('t', 'wallet', 'till', 5n)])).toEqual(['exceeds_credits']);
    expect(resultsOf(reserved, [posted('t', 'wallet', 'till', 4n)])).toEqual(['created']);
  });

  it('is posted whole when no amount is said', () => {
    const { state } = apply(reserved, [{ transfers: [post('x', 'p')] }], NOW);
    expect(balances(state, 'wallet')).toEqual([0n, 6n, 0n, 10n]);
    expect(balances(state, 'till')).toEqual([0n, 0n, 0n, 6n]);
  });

  it('frees the rest when it is posted in part', () => {
    const { state } = apply(reserved, [{ transfers: [post('x', 'p', { amount: 1n })] }], NOW);
    expect(balances(state, 'wallet')).toEqual([0n, 1n, 0n, 10n]);
    expect(state.pending('p')).toBe('posted');
  });

  it('frees everything when it is voided', () => {
    const { state } = apply(reserved, [{ transfers: [voidIt('x', 'p')] }], NOW);
    expect(balances(state, 'wallet')).toEqual([0n, 0n, 0n, 10n]);
    expect(balances(state, 'till')).toEqual([0n, 0n, 0n, 0n]);
    expect(state.pending('p')).toBe('voided');
  });

  it('is named by the row that resolves it, which carries its accounts and the amount that moved', () => {
    const { rows } = apply(reserved, [{ transfers: [post('x', 'p', { amount: 1n })] }], NOW);
    expect(rows[0]).toMatchObject({
      pending: 'p',
      debit: 'wallet',
      credit: 'till',
      ledger: 'CNY',
      amount: 1n,
    });
  });

  it('can be made and posted in one chain', () => {
    const { state, results } = apply(
      booksAfter(),
      [{ transfers: [pending('p', 'bank', 'till', 3n), post('x', 'p')] }],
      NOW,
    );
    expect(results).toEqual([['created', 'created']]);
    expect(balances(state, 'till')).toEqual([0n, 0n, 0n, 3n]);
  });
});

describe('a timeout', () => {
  let books: Books;
  beforeAll(() => {
    books = booksAfter([pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 })]);
  });
  const expiry = NOW + 1000;

  it('leaves the reservation alone until the millisecond it ends', () => {
    const { state } = apply(books, [{}], expiry - 1);
    expect(state.pending('p')).toBe('open');
    expect(resultsOf(books, [post('x', 'p')], expiry - 1)).toEqual(['created']);
  });

  it('frees the reservation as soon as it ends, in an empty posting too', () => {
    const { state, rows } = apply(books, [{}], expiry);
    expect(state.pending('p')).toBe('expired');
    expect(balances(state, 'bank')).toEqual([0n, 0n, 0n, 0n]);
    expect(rows).toEqual([]);
  });

  it('frees a limited account in time for the transfer that comes with it', () => {
    const full = booksAfter(
      [posted('in', 'bank', 'wallet', 5n)],
      [pending('p', 'wallet', 'till', 5n, { timeoutMs: 1000 })],
    );
    expect(resultsOf(full, [posted('t', 'wallet', 'till', 5n)], expiry - 1)).toEqual(['exceeds_credits']);
    expect(resultsOf(full, [posted('t', 'wallet', 'till', 5n)], expiry)).toEqual(['created']);
  });

  it('that ends between two rows of a chain is over for the second', () => {
    const steps = ['a', 'b', 'c'].map((id) => posted(id, 'bank', 'till', 1n));
    const later = booksAfter([...steps, pending('p', 'bank', 'till', 5n, { timeoutMs: 1 })]);
    const filler = ['d', 'e', 'f', 'g'].map((id) => posted(id, 'bank', 'till', 1n));
    expect(resultsOf(later, [...filler.slice(1), post('x', 'p')], NOW + 1).at(-1)).toBe(
      'pending_transfer_expired',
    );
    const { state } = apply(later, [{ transfers: filler }], NOW + 1);
    expect(balances(state, 'till')).toEqual([0n, 0n, 0n, 7n]);
  });

  it('ends at a moment of its own: what comes in that millisecond comes after it', () => {
    const ends = pending('q', 'bank', 'till', 5n, { timeoutMs: 1000 });
    const endsJustAfter = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
    const alone = booksAfter([posted('q', 'bank', 'till', 5n), endsJustAfter]);
    expect(resultsOf(alone, [post('x', 'p')], expiry)).toEqual(['created']);
    const both = booksAfter([ends, endsJustAfter]);
    expect(resultsOf(both, [post('x', 'p')], expiry)).toEqual(['pending_transfer_expired']);
  });

  it('stays over when the clock goes back', () => {
    const { state } = apply(books, [{}], expiry);
    expect(resultsOf(state, [post('x', 'p')], NOW)).toEqual(['pending_transfer_expired']);
  });

  it('does not touch what was posted before', () => {
    const { state } = apply(books, [{ transfers: [post('x', 'p')] }], NOW);
    const later = apply(state, [{}], expiry).state;
    expect(later.pending('p')).toBe('posted');
    expect(balances(later, 'till')).toEqual([0n, 0n, 0n, 5n]);
  });

  it('is kept although the posting that let the time pass is refused', () => {
    const { state } = apply(books, [{ transfers: [posted('t', 'bank', 'nowhere', 1n)] }], expiry);
    expect(state.pending('p')).toBe('expired');
  });
});

describe('a refusal', () => {
  let books: Books;
  beforeAll(() => {
    books = booksAfter(
      [posted('in', 'bank', 'wallet', 10n, { order: 'ord_1' })],
      [posted('lent', 'debt', 'bank', 10n)],
      [pending('open', 'wallet', 'till', 5n, { timeoutMs: 60_000 })],
      [pending('p1', 'bank', 'till', 5n), post('p1/post', 'p1', { amount: 4n })],
      [pending('p2', 'bank', 'till', 5n), voidIt('p2/void', 'p2')],
    );
  });

  const cases: readonly [TransferResult, Transfer][] = [
    ['id_must_be_well_formed', posted('', 'bank', 'till', 1n)],
    ['id_must_be_well_formed', posted('a\0b', 'bank', 'till', 1n)],
    ['id_must_be_well_formed', posted('\ud800', 'bank', 'till', 1n)],
    ['order_must_be_well_formed', posted('t', 'bank', 'till', 1n, { order: '\udfff' })],
    ['accounts_must_differ', posted('t', 'bank', 'bank', 1n)],
    ['amount_must_be_positive', posted('t', 'bank', 'till', 0n)],
    ['amount_must_be_positive', pending('t', 'bank', 'till', -1n)],
    ['amount_must_be_positive', post('t', 'open', { amount: 0n })],
    ['amount_overflows', posted('t', 'bank', 'till', MAX_MINOR_UNITS + 1n)],
    ['timeout_must_be_a_positive_integer', pending('t', 'bank', 'till', 1n, { timeoutMs: 0 })],
    ['timeout_must_be_a_positive_integer', pending('t', 'bank', 'till', 1n, { timeoutMs: 0.5 })],
    ['exists_with_different_kind', pending('in', 'bank', 'wallet', 10n, { order: 'ord_1' })],
    ['exists_with_different_debit_account', posted('in', 'till', 'wallet', 10n, { order: 'ord_1' })],
    ['exists_with_different_credit_account', posted('in', 'bank', 'till', 10n, { order: 'ord_1' })],
    ['exists_with_different_amount', posted('in', 'bank', 'wallet', 11n, { order: 'ord_1' })],
    ['exists_with_different_ledger', posted('in', 'bank', 'wallet', 10n, { order: 'ord_1', ledger: 'USD' })],
    ['exists_with_different_code', posted('in', 'bank', 'wallet', 10n, { order: 'ord_1', code: 'fee' })],
    ['exists_with_different_order', posted('in', 'bank', 'wallet', 10n)],
    ['exists_with_different_timeout', pending('open', 'wallet', 'till', 5n)],
    ['exists_with_different_pending', post('p1/post', 'p2', { amount: 4n })],
    ['exists_with_different_amount', post('p1/post', 'p1')],
    ['debit_account_not_found', posted('t', 'nowhere', 'till', 1n)],
    ['credit_account_not_found', posted('t', 'bank', 'nowhere', 1n)],
    ['accounts_must_have_the_same_ledger', posted('t', 'bank', 'usd', 1n)],
    ['transfer_must_have_the_same_ledger_as_accounts', posted('t', 'bank', 'till', 1n, { ledger: 'USD' })],
    ['pending_transfer_not_found', post('t', 'nothing')],
    ['pending_transfer_not_pending', voidIt('t', 'in')],
    ['pending_transfer_already_posted', voidIt('t', 'p1')],
    ['pending_transfer_already_voided', post('t', 'p2')],
    ['exceeds_pending_transfer_amount', post('t', 'open', { amount: 6n })],
    ['exceeds_credits', posted('t', 'wallet', 'bank', 6n)],
    ['exceeds_debits', posted('t', 'bank', 'debt', 11n)],
    ['overflows_debits', posted('t', 'bank', 'till', MAX_MINOR_UNITS)],
    ['overflows_credits', posted('t', 'till', 'bank', MAX_MINOR_UNITS)],
    ['overflows_timeout', pending('t', 'bank', 'till', 1n, { timeoutMs: Number.MAX_SAFE_INTEGER })],
  ];

  it.each(cases)('says %s', (result, transfer) => {
    expect(resultsOf(books, [transfer])).toEqual([result]);
  });

  it('changes nothing', () => {
    for (const [, transfer] of cases) {
      const { state, rows } = apply(books, [{ transfers: [transfer] }], NOW);
      expect([state.accounts.size, state.pendings.size, rows.length]).toEqual([0, 0, 0]);
    }
  });

  it('of an expired pending transfer says so', () => {
    expect(resultsOf(books, [post('t', 'open')], NOW + 60_000)).toEqual(['pending_transfer_expired']);
  });

  it('comes for the form before the id is looked up', () => {
    expect(resultsOf(books, [posted('in', 'bank', 'wallet', 0n)])).toEqual(['amount_must_be_positive']);
  });

  it('comes for the id before the accounts are looked up', () => {
    expect(resultsOf(books, [posted('in', 'nowhere', 'wallet', 10n)])).toEqual([
      'exists_with_different_debit_account',
    ]);
  });

  it('comes for the accounts before the balances', () => {
    expect(resultsOf(books, [posted('t', 'wallet', 'nowhere', 99n)])).toEqual(['credit_account_not_found']);
  });

  it('leaves the other postings of the batch alone', () => {
    const { results, rows } = apply(
      books,
      [
        { transfers: [posted('a', 'bank', 'till', 1n)] },
        { transfers: [posted('b', 'wallet', 'till', 99n)] },
        { transfers: [posted('c', 'bank', 'till', 1n)] },
      ],
      NOW,
    );
    expect(results).toEqual([['created'], ['exceeds_credits'], ['created']]);
    expect(rows.map((row) => row.sequence - books.lastSequence)).toEqual([1, 2]);
  });
});

describe('a limit', () => {
  let books: Books;
  beforeAll(() => {
    books = booksAfter([posted('in', 'bank', 'wallet', 10n)], [posted('lent', 'debt', 'bank', 10n)]);
  });

  it('may be reached: all that is there can be spent, and all that is owed be paid', () => {
    expect(resultsOf(books, [posted('t', 'wallet', 'till', 10n)])).toEqual(['created']);
    expect(resultsOf(books, [posted('t', 'bank', 'debt', 10n)])).toEqual(['created']);
  });
});

describe('a balance', () => {
  it('may reach 2^63 - 1', () => {
    expect(resultsOf(booksAfter(), [posted('t', 'bank', 'till', MAX_MINOR_UNITS)])).toEqual(['created']);
  });

  it('may not pass it together with what is reserved', () => {
    const books = booksAfter([pending('p', 'bank', 'till', MAX_MINOR_UNITS)]);
    expect(resultsOf(books, [posted('t', 'bank', 'debt', 1n)])).toEqual(['overflows_debits']);
    expect(resultsOf(books, [posted('t', 'debt', 'till', 1n)])).toEqual(['overflows_credits']);
  });
});
