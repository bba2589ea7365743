import type { Currency } from '../money/index.ts';

/** A readable id that says whose money it is: `escrow:ord_7k2m`, `seller:sel_9x:available`. */
export type AccountId = string;

/** What kind of account it is; the part of the chart of accounts (LEDGER.md, "Accounts") it belongs to. */
export type AccountCode =
  | 'custody'
  | 'clearing'
  | 'escrow'
  | 'seller_available'
  | 'seller_reserve'
  | 'payable'
  | 'income'
  | 'expense'
  | 'receivable'
  | 'advance';

/** Which side of an account may not outgrow the other, pendings included. Most accounts have no limit. */
export type AccountLimit = 'debits_must_not_exceed_credits' | 'credits_must_not_exceed_debits';

/** How an account is opened. Opening it again with the same properties has no effect. */
export interface AccountSpec {
  readonly id: AccountId;
  readonly ledger: Currency;
  readonly code: AccountCode;
  readonly limit?: AccountLimit;
}

/** What stands on each side of an account, in minor units, each >= 0. */
export interface Balances {
  readonly debitsPending: bigint;
  readonly debitsPosted: bigint;
  readonly creditsPending: bigint;
  readonly creditsPosted: bigint;
}

/** An account and its balances. */
export interface Account extends AccountSpec, Balances {}
