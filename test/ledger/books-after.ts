import { apply, Books, type Chain, succeeded, type TransferResult } from '../../src/ledger/index.ts';
import { ACCOUNTS } from './postings.ts';

export const NOW = 1_000_000;

/** Books in which the accounts are open and each of these chains was done, one a millisecond, up to NOW. */
export function booksAfter(...chains: Chain[]): Books {
  const books = new Books();
  books.absorb(apply(books, [{ accounts: ACCOUNTS }], NOW - chains.length).state);
  for (const [i, transfers] of chains.entries()) {
    const applied = apply(books, [{ transfers }], NOW - chains.length + i + 1);
    if (!succeeded(applied.results.flat())) throw new Error(`refused: ${applied.results.flat()}`);
    books.absorb(applied.state);
  }
  return books;
}

export function resultsOf(books: Books, chain: Chain, now = NOW): readonly TransferResult[] {
  return apply(books, [{ transfers: chain }], now).results.flat();
}

export function balances(books: Books, id: string): readonly (bigint | undefined)[] {
  const account = books.account(id);
  return [account?.debitsPending, account?.debitsPosted, account?.creditsPending, account?.creditsPosted];
}
