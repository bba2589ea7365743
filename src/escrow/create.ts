import { formatMoney, type Money } from '../money/index.ts';
import {
  allocateSplit,
  isWithinOutwardCap,
  outwardOf,
  SELLER,
  type SplitRefusal,
  type SplitRule,
} from '../split/index.ts';
import type { Instant } from '../time/index.ts';
import type { Order, Terms } from './order.ts';

export interface Coupon {
  readonly sponsor: string;
  /** Minor units, > 0. */
  readonly amount: bigint;
}

/** What is agreed before anybody pays. */
export interface NewOrder {
  readonly id: string;
  readonly seller: string;
  /** What is sold, for the buyer to read. */
  readonly title: string;
  readonly amount: Money;
  readonly rules: readonly SplitRule[];
  readonly terms: Terms;
  /** What is taken off the price, and who pays for it: `platform`, `seller`, or the name of a sponsor. */
  readonly coupons?: readonly Coupon[];
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
  { id, seller, title, amount, rules, terms, coupons = [], needsAppraisal = false, outwardCapBps }: NewOrder,
  now: Instant,
): { readonly ok: true; readonly order: Order } | SplitRefusal {
  const sponsors = Map.groupBy(coupons, ({ sponsor }) => sponsor);
  const paid = [...sponsors].map(([payee, all]) => ({
    payee,
    allocated: all.reduce((sum, coupon) => sum + coupon.amount, 0n),
    returned: 0n,
  }));
  const off = paid.reduce((sum, { allocated }) => sum + allocated, 0n);
  if (coupons.some((coupon) => coupon.amount <= 0n) || (off > 0n && off >= amount.value)) {
    return { ok: false, code: 'coupons_out_of_range' };
  }
  const offByTheSeller = paid.find(({ payee }) => payee === SELLER)?.allocated ?? 0n;
  const split = allocateSplit(rules, amount.value, offByTheSeller);
  if (!split.ok) return split;
  const shared = amount.value - offByTheSeller;
  if (!isWithinOutwardCap(outwardOf(split.legs), shared, outwardCapBps)) {
    return { ok: false, code: 'outward_cap_exceeded' };
  }
  const order: Order = {
    id,
    seller,
    title,
    amount,
    rules,
    terms,
    needsAppraisal,
    fulfilment: 'created',
    offByTheSeller,
    coupons: paid.filter(({ payee }) => payee !== SELLER),
    legs: [],
    payments: [],
    refunds: [],
    disputes: [],
    chargebacks: [],
    advances: [],
    workDone: [],
    reserved: 0n,
    reserveTaken: 0n,
    seen: [],
    timers: [],
    timeline: [{ at: now, event: 'created', detail: { amount: formatMoney(amount), seller } }],
  };
  return { ok: true, order };
}
