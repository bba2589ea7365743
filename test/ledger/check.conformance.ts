import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBooks, type Store } from '../../src/ledger/index.ts';
import { ACCOUNTS, pending, post, posted, voidIt, work } from './postings.ts';

const NOW = 1_700_000_000_000;

/** Books behind a door that a forger has the key of. */
export interface ForgeableBooks {
  readonly store: Store;
  forge(sql: string): Promise<void>;
}

// biome-ignore format: a table
const FORGERIES = [
  ['an amount', `UPDATE transfer SET amount = 51 WHERE sequence = 1`, 'row 1 (in)', 'bank has debits_posted 50, and the transfers make it 51'],
  ['a balance after a row', `UPDATE transfer SET cr_credits_posted = 16 WHERE sequence = 3`, 'row 3 (take)', 'till has credits_posted 16, and the transfers make it 15'],
  ['the sides of a row', `UPDATE transfer SET debit = credit, credit = debit WHERE sequence = 1`, 'row 1 (in)', 'wallet is past its limit, debits_must_not_exceed_credits'],
  ['an account of a row', `UPDATE transfer SET credit = (SELECT key FROM account WHERE id = 'usd') WHERE sequence = 1`, 'row 1 (in)', 'usd is no account of the ledger CNY'],
  ['a time', `UPDATE transfer SET at_micros = 5 WHERE sequence = 4`, 'row 4 (kept)', 'it is not later than the row before it'],
  ['a time that is taken', `UPDATE transfer SET at_micros = (SELECT at_micros FROM transfer WHERE sequence = 3) WHERE sequence = 4`, 'row 4 (kept)', 'it is not later than the row before it'],
  ['a row that is gone', `DELETE FROM transfer WHERE sequence = 4`, 'row 5 (freed)', 'row 4 is missing before it'],
  ['the last row, which is gone', `DELETE FROM transfer WHERE sequence = 13`, 'row 13', 'it is missing'],
  ['a kind', `UPDATE transfer SET kind = 'posted' WHERE sequence = 2`, 'row 2 (hold)', 'wallet has debits_pending 20, and the transfers make it 0'],
  ['what a row resolves', `UPDATE transfer SET pending = 1 WHERE sequence = 7`, 'row 7 (drop)', 'no pending transfer in is open'],
  ['what a row resolves, which is resolved', `UPDATE transfer SET pending = 2 WHERE sequence = 7`, 'row 7 (drop)', 'no pending transfer hold is open'],
  ['a movement that is made a resolution', `UPDATE transfer SET kind = 'void_pending' WHERE sequence = 1`, 'row 1 (in)', 'no pending transfer undefined is open'],
  ['more than was pending', `UPDATE transfer SET amount = 21 WHERE sequence = 3`, 'row 3 (take)', 'more than the 20 that were pending'],
  ['the accounts of a resolution', `UPDATE transfer SET debit = (SELECT key FROM account WHERE id = 'bank') WHERE sequence = 3`, 'row 3 (take)', 'its accounts are not the pending ones'],
  ['the other account of a resolution', `UPDATE transfer SET credit = (SELECT key FROM account WHERE id = 'bank') WHERE sequence = 3`, 'row 3 (take)', 'its accounts are not the pending ones'],
  ['a timeout', `UPDATE transfer SET timeout_ms = 1 WHERE sequence = 2`, 'row 3 (take)', 'no pending transfer hold is open'],
  ['a balance', `UPDATE account SET credits_posted = 17 WHERE id = 'till'`, 'the accounts', 'till has credits_posted 17, and the transfers make it 16'],
  ['what is pending', `UPDATE account SET credits_pending = 0 WHERE id = 'till'`, 'the accounts', 'till has credits_pending 0, and the transfers make it 3'],
  ['a limit', `UPDATE account SET balance_limit = 'debits_must_not_exceed_credits' WHERE id = 'bank'`, 'row 1 (in)', 'bank is past its limit, debits_must_not_exceed_credits'],
  ['a limit of the other kind', `UPDATE account SET balance_limit = 'credits_must_not_exceed_debits' WHERE id = 'till'`, 'row 2 (hold)', 'till is past its limit, credits_must_not_exceed_debits'],
  ['a limit of that kind, of what is posted', `UPDATE account SET balance_limit = 'credits_must_not_exceed_debits' WHERE id = 'wallet'`, 'row 1 (in)', 'wallet is past its limit, credits_must_not_exceed_debits'],
] as const;

/** What a check finds in every store that keeps rows which somebody else can change. */
export function describeCheck(name: string, open: () => Promise<ForgeableBooks>): void {
  describe(`a check of the books in ${name}`, () => {
    let books: ForgeableBooks;

    beforeEach(async () => {
      books = await open();
      const chains = [
        [posted('in', 'bank', 'wallet', 50n)],
        [pending('hold', 'wallet', 'till', 20n)],
        [post('take', 'hold', { amount: 15n })],
        [pending('kept', 'bank', 'till', 3n)],
        [pending('freed', 'bank', 'till', 4n, { timeoutMs: 10 })],
        [pending('dropped', 'wallet', 'till', 5n), voidIt('drop', 'dropped')],
        [posted('rest', 'wallet', 'bank', 35n)],
        [posted('lent', 'debt', 'bank', 5n), posted('repaid', 'bank', 'debt', 5n)],
        [
          pending('brief', 'bank', 'till', 1n, { timeoutMs: 50 }),
          pending('longer', 'bank', 'till', 1n, { timeoutMs: 500 }),
        ],
      ];
      for (const [i, transfers] of chains.entries()) {
        await books.store.commit(work(NOW + i, { accounts: ACCOUNTS, transfers, done: undefined }));
      }
      const between = posted('between', 'bank', 'till', 1n);
      await books.store.commit(work(NOW + 100, { transfers: [between], done: undefined }));
      await books.store.commit(work(NOW + 1000, { done: undefined }));
    });
    afterEach(() => books.store.close());

    it('finds nothing in books that are in order', async () => {
      expect(await checkBooks(books.store)).toEqual({ ok: true, transfers: 13, accounts: 5 });
    });

    it('finds nothing in books that nothing stands in', async () => {
      const empty = await open();
      expect(await checkBooks(empty.store)).toEqual({ ok: true, transfers: 0, accounts: 0 });
      await empty.store.close();
    });

    it('goes through more than a page', async () => {
      const transfers = Array.from({ length: 2000 }, (_, i) => posted(`t${i}`, 'bank', 'till', 1n));
      await books.store.commit(work(NOW + 2000, { transfers, done: undefined }));
      expect(await checkBooks(books.store)).toMatchObject({ ok: true, transfers: 2013 });
      await books.forge(`UPDATE transfer SET amount = 2 WHERE id = 't1500'`);
      expect(await checkBooks(books.store)).toMatchObject({ where: 'row 1514 (t1500)' });
    });

    it('goes as far as the books went when it began, though others write on', async () => {
      const trial = await books.store.trialBalance();
      await books.store.commit(
        work(NOW + 2000, { transfers: [posted('later', 'bank', 'till', 1n)], done: undefined }),
      );
      const { store } = books;
      const seenThen = { trialBalance: async () => trial, history: store.history };
      expect(await checkBooks(seenThen)).toEqual({ ok: true, transfers: 13, accounts: 5 });
    });

    it('misses an account that has transfers', async () => {
      const { accounts, ...head } = await books.store.trialBalance();
      const trial = { ...head, accounts: accounts.filter(({ id }) => id !== 'till') };
      const { store } = books;
      expect(await checkBooks({ trialBalance: async () => trial, history: store.history })).toEqual({
        ok: false,
        where: 'row 2 (hold)',
        what: 'till is no account of the ledger CNY',
      });
    });

    it.each(FORGERIES)('names the first row that is off: %s', async (_, forgery, where, what) => {
      await books.forge(forgery);
      expect(await checkBooks(books.store)).toEqual({ ok: false, where, what });
    });
  });
}
