import type { Document } from '../ledger/index.ts';
import { type Money, parseExact, stringifyExact } from '../money/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import { SELLER_KIND } from './kinds.ts';

export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly schedule: PayoutSchedule;
  /** How many payouts and write-offs there were: the next ones are numbered on. */
  readonly payouts: number;
  readonly writeOffs: number;
}

/** When a seller is paid by itself: never, without `every`. */
export interface PayoutSchedule {
  readonly every?: DurationMs;
  readonly next?: Instant;
  /** No payout is smaller. */
  readonly minimum: Money;
}

export function sellerDocument(seller: Seller): Document {
  const { next } = seller.schedule;
  return {
    kind: SELLER_KIND,
    id: seller.id,
    body: stringifyExact(seller),
    ...(next === undefined ? {} : { dueAt: next }),
  };
}

/** Our own row: {@link sellerDocument} wrote it. */
export function decodeSeller(body: string): Seller {
  return parseExact(body) as Seller;
}
