import { expect, it } from 'vitest';
import {
  AccountConflict,
  CannotOpenBooks,
  CommitFailed,
  CommitUnknown,
  ConnectionLost,
  LedgerRefused,
  StoreClosed,
} from '../../src/ledger/index.ts';
import { CurrencyMismatch } from '../../src/money/index.ts';

it.each([
  ['AccountConflict', () => new AccountConflict()],
  ['CannotOpenBooks', () => new CannotOpenBooks()],
  ['CommitFailed', () => new CommitFailed()],
  ['CommitUnknown', () => new CommitUnknown('gone')],
  ['ConnectionLost', () => new ConnectionLost()],
  ['CurrencyMismatch', () => new CurrencyMismatch()],
  ['LedgerRefused', () => new LedgerRefused([])],
  ['StoreClosed', () => new StoreClosed()],
])('%s is called so in a log', (name, make) => {
  expect(String(make())).toMatch(new RegExp(`^${name}\\b`));
});
