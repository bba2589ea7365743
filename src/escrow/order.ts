import type { Money } from '../money/index.ts';
import type { Leg, SplitRule } from '../split/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';

/** Where the goods and the sale stand (LEDGER.md, "Fulfilment"). */
export type Fulfilment =
  | 'created'
  | 'paying'
  | 'expired'
  | 'held'
  | 'shipped'
  | 'inspecting'
  | 'accepted'
  | 'released'
  | 'cancelled'
  | 'closed';

/** How a sale can end. What is left to do then is to give money back, and to close. */
export type Ending = Extract<Fulfilment, 'expired' | 'cancelled' | 'released'>;

/** How long each step may take; a setting of the order, in milliseconds. */
export interface Terms {
  readonly payWithinMs: DurationMs;
  readonly shipWithinMs: DurationMs;
  readonly acceptWithinMs: DurationMs;
  /** From acceptance to release. */
  readonly holdMs: DurationMs;
  /** From release to closing: the time in which after-sales can still come. */
  readonly afterSaleMs: DurationMs;
}

/** What the buyer is shown to pay with. */
export interface Present {
  readonly kind: 'qr' | 'redirect' | 'client_secret';
  readonly value: string;
}

export interface Payment {
  /** `<order>-p<n>`; also the number under which the provider knows it. */
  readonly id: string;
  readonly channel: string;
  readonly method: string;
  readonly instalments?: number;
  readonly returnUrl?: string;
  readonly amount: Money;
  /**
   * `unknown`: the provider was asked and did not answer, so the same number is tried or queried again.
   * `awaiting`: the provider presents it, the buyer has not paid.
   */
  readonly state: 'unknown' | 'awaiting' | 'succeeded' | 'failed' | 'closed';
  readonly present?: Present;
  /** The provider's own number, once it is paid. */
  readonly providerReference?: string;
  /** What arrived, where it differs from `amount`. It is refunded whole. */
  readonly paid?: Money;
}

export interface Refund {
  /** `<order>-r<n>`; every retry carries the same number to the provider. */
  readonly id: string;
  readonly payment: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: 'refunding' | 'succeeded' | 'failed';
  /** What each leg gave back for it, in leg order; empty for stray money, which was never allocated. */
  readonly returns: readonly bigint[];
}

/** Something that happens by itself when its time comes. */
export type Timer = StateTimer | RetryTimer;

/** Belongs to one state of fulfilment: it is set when the order enters it, and dropped when the order leaves. */
export interface StateTimer {
  readonly kind: 'payment_expires' | 'shipment_overdue' | 'acceptance_due' | 'release_due' | 'closing_due';
  readonly at: Instant;
}

/** Repeats a call to a provider until its answer is known. */
export interface RetryTimer {
  readonly kind: 'query_payment' | 'close_payment' | 'submit_refund';
  /** The payment or refund that it is about. */
  readonly about: string;
  readonly at: Instant;
  /** How often it has rung already, or would have in a long silence; the wait grows with it. */
  readonly attempt: number;
}

/** What happened, for people to read. `detail` holds facts, never secrets. */
export interface TimelineEntry {
  readonly at: Instant;
  readonly event: string;
  readonly detail: Readonly<Record<string, string>>;
}

export interface Order {
  readonly id: string;
  readonly seller: string;
  readonly title: string;
  readonly amount: Money;
  readonly rules: readonly SplitRule[];
  readonly terms: Terms;
  readonly fulfilment: Fulfilment;
  /** Set once, when the sale ends; it still says how after the order has closed. */
  readonly ending?: Ending;
  /** The payment whose money the legs share. Any other that succeeds is stray money. */
  readonly paidBy?: string;
  /** Empty until the order is paid; then one a rule and the seller's last. */
  readonly legs: readonly Leg[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly timers: readonly Timer[];
  readonly timeline: readonly TimelineEntry[];
}
