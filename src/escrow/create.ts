import { formatMoney, type Money } from '../money/index.ts';
import { allocateSplit, isWithinOutwardCap, type SplitRefusal, type SplitRule } from '../split/index.ts';
import type { Instant } from '../time/index.ts';
import type { Order, Terms } from './order.ts';

/** What is agreed before anybody pays. */
export interface NewOrder {
  readonly id: string;
  readonly seller: string;
  /** What is sold, for the buyer to read. */
  readonly title: string;
  readonly amount: Money;
  readonly rules: readonly SplitRule[];
  readonly terms: Terms;
  /** Whether an appraiser must see the goods first; not, when left out. */
  readonly needsAppraisal?: boolean;
  /** The most that may go to others than the seller, in basis points of the amount: what the channel lets out. */
  readonly outwardCapBps: number;
}

/**
 * A new order, to be paid, or why its rules could never be paid out of its amount. No money moves and no
 * timer runs until a payment starts.
 */
export function createOrder(
  { id, seller, title, amount, rules, terms, needsAppraisal = false, outwardCapBps }: NewOrder,
  now: Instant,
): { readonly ok: true; readonly order: Order } | SplitRefusal {
  const split = allocateSplit(rules, amount.value);
  if (!split.ok) return split;
  if (!isWithinOutwardCap(split.legs, outwardCapBps)) return { ok: false, code: 'outward_cap_exceeded' };
  const order: Order = {
    id,
    seller,
    title,
    amount,
    rules,
    terms,
    needsAppraisal,
    fulfilment: 'created',
    legs: [],
    payments: [],
    refunds: [],
    disputes: [],
    chargebacks: [],
    advances: [],
    workDone: [],
    reserved: 0n,
    seen: [],
    timers: [],
    timeline: [{ at: now, event: 'created', detail: { amount: formatMoney(amount), seller } }],
  };
  return { ok: true, order };
}
