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
  ['a row that is gone', `DELETE FROM transfer WHERE sequence = 4`, 'row 5 (freed)', 'row 4 is missing before it'],
  ['the last row, which is gone', `DELETE FROM transfer WHERE sequence = 7`, 'row 7', 'it is missing'],
  ['a kind', `UPDATE transfer SET kind = 'posted' WHERE sequence = 2`, 'row 2 (hold)', 'wallet has debits_pending 20, and the transfers make it 0'],
  ['what a row resolves', `UPDATE transfer SET pending = 1 WHERE sequence = 7`, 'row 7 (drop)', 'no pending transfer in is open'],
  ['more than was pending', `UPDATE transfer SET amount = 21 WHERE sequence = 3`, 'row 3 (take)', 'more than the 20 that were pending'],
  ['the accounts of a resolution', `UPDATE transfer SET debit = (SELECT key FROM account WHERE id = 'bank') WHERE sequence = 3`, 'row 3 (take)', 'its accounts are not the pending ones'],
  ['a timeout', `UPDATE transfer SET timeout_ms = 1 WHERE sequence = 2`, 'row 3 (take)', 'no pending transfer hold is open'],
  ['a balance', `UPDATE account SET credits_posted = 16 WHERE id = 'till'`, 'the accounts', 'till has credits_posted 16, and the transfers make it 15'],
  ['what is pending', `UPDATE account SET credits_pending = 0 WHERE id = 'till'`, 'the accounts', 'till has credits_pending 0, and the transfers make it 3'],
  ['a limit', `UPDATE account SET balance_limit = 'debits_must_not_exceed_credits' WHERE id = 'bank'`, 'row 1 (in)', 'bank is past its limit, debits_must_not_exceed_credits'],
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
      ];
      for (const [i, transfers] of chains.entries()) {
        await books.store.commit(work(NOW + i, { accounts: ACCOUNTS, transfers, done: undefined }));
      }
      await books.store.commit(work(NOW + 1000, { done: undefined }));
    });
    afterEach(() => books.store.close());

    it('finds nothing in books that are in order', async () => {
      expect(await checkBooks(books.store)).toEqual({ ok: true, transfers: 7, accounts: 5 });
    });

    it('finds nothing in books that nothing stands in', async () => {
      const empty = await open();
      expect(await checkBooks(empty.store)).toEqual({ ok: true, transfers: 0, accounts: 0 });
      await empty.store.close();
    });

    it('goes through more than a page', async () => {
      const transfers = Array.from({ length: 2000 }, (_, i) => posted(`t${i}`, 'bank', 'till', 1n));
      await books.store.commit(work(NOW + 2000, { transfers, done: undefined }));
      expect(await checkBooks(books.store)).toMatchObject({ ok: true, transfers: 2007 });
      await books.forge(`UPDATE transfer SET amount = 2 WHERE id = 't1500'`);
      expect(await checkBooks(books.store)).toMatchObject({ where: 'row 1508 (t1500)' });
    });

    it.each(FORGERIES)('names the first row that is off: %s', async (_, forgery, where, what) => {
      await books.forge(forgery);
      expect(await checkBooks(books.store)).toEqual({ ok: false, where, what });
    });
  });
}
