import type { Currency } from '../money/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import type { AccountId } from './account.ts';

/**
 * Derived from what it stands for (order, event, leg), so that a retried command is the same transfer:
 * `ord_7k2m/release/platform`.
 */
export type TransferId = string;

/** What the movement means. */
export type TransferCode =
  | 'payment'
  | 'release'
  | 'refund'
  | 'split'
  | 'split_return'
  | 'fee'
  | 'payout'
  | 'advance'
  | 'repayment'
  | 'chargeback'
  | 'write_off'
  | 'adjustment';

interface TransferBody {
  readonly id: TransferId;
  readonly code: TransferCode;
  /** The order that this movement belongs to, if any: what `/v1/ledger/transfers?order=` finds. */
  readonly order?: string;
}

interface Movement extends TransferBody {
  readonly debit: AccountId;
  readonly credit: AccountId;
  readonly ledger: Currency;
  /** Minor units, 1 to 2^63 - 1. */
  readonly amount: bigint;
}

/** Moves money at once. */
export interface PostedTransfer extends Movement {
  readonly kind: 'posted';
}

/** Reserves money on both sides until it is posted, voided, or its timeout (in ledger time) has passed. */
export interface PendingTransfer extends Movement {
  readonly kind: 'pending';
  readonly timeoutMs?: DurationMs;
}

/** Moves what a pending transfer reserved: the whole, or a part; the rest is freed. */
export interface PostPendingTransfer extends TransferBody {
  readonly kind: 'post_pending';
  readonly pending: TransferId;
  /** Minor units, 1 to the pending amount; the whole when left out. */
  readonly amount?: bigint;
}

/** Frees what a pending transfer reserved. */
export interface VoidPendingTransfer extends TransferBody {
  readonly kind: 'void_pending';
  readonly pending: TransferId;
}

export type Transfer = PostedTransfer | PendingTransfer | PostPendingTransfer | VoidPendingTransfer;

/** Transfers that commit wholly or not at all, in this order. */
export type Chain = readonly Transfer[];

/** A transfer as it stands in the books: resolved, numbered and dated. Rows are never changed. */
export interface TransferRow {
  /** 1, 2, 3, … without gaps. */
  readonly sequence: number;
  readonly id: TransferId;
  readonly kind: Transfer['kind'];
  readonly debit: AccountId;
  readonly credit: AccountId;
  readonly ledger: Currency;
  readonly amount: bigint;
  readonly code: TransferCode;
  readonly order?: string;
  /** The pending transfer that this one posts or voids. */
  readonly pending?: TransferId;
  /** For a pending transfer that has one: when it frees itself, in ledger time. */
  readonly timeoutMs?: DurationMs;
  /** Microseconds since 1970, strictly increasing from row to row. */
  readonly atMicros: number;
}

/** Microseconds of ledger time, from the milliseconds of a clock. */
export function toMicros(now: Instant): number {
  return now * 1000;
}
