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
  /** How many early payouts were taken. */
  readonly advances: number;
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

/** Our own row: {@link sellerDocument} wrote it, once without counting early payouts. */
export function decodeSeller(body: string): Seller {
  return { advances: 0, ...(parseExact(body) as Omit<Seller, 'advances'>) };
}
