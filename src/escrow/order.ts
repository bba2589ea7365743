import type { AccountSpec } from '../ledger/index.ts';
import type { Money } from '../money/index.ts';
import type { Leg, SplitRule } from '../split/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';

/** Where the goods and the sale stand (LEDGER.md, "Fulfilment"). */
export type Fulfilment =
  | 'created'
  | 'paying'
  | 'expired'
  | 'held'
  | 'appraising'
  | 'passed'
  | 'failed'
  | 'shipped'
  | 'inspecting'
  | 'accepted'
  | 'released'
  | 'cancelled'
  | 'closed';

/** How a sale can end. What is left to do then is to give money back, and to close. */
export type Ending = Extract<Fulfilment, 'expired' | 'cancelled' | 'failed' | 'released'>;

/** Who answers for what went wrong, and pays for the work that was done in vain. */
export type Party = 'buyer' | 'seller' | 'platform';

/** How long each step may take, in milliseconds, and what is kept back; settings of the order. */
export interface Terms {
  readonly payWithinMs: DurationMs;
  /** After that the appraiser is overdue, and a person must look. */
  readonly appraiseWithinMs: DurationMs;
  readonly shipWithinMs: DurationMs;
  /** After that the parcel is overdue, and a person must look. */
  readonly deliverWithinMs: DurationMs;
  readonly acceptWithinMs: DurationMs;
  /** From acceptance to release. */
  readonly holdMs: DurationMs;
  /** From release to closing: the time in which after-sales can still come. */
  readonly afterSaleMs: DurationMs;
  /** What each side of a dispute has to bring evidence. */
  readonly evidenceWithinMs: DurationMs;
  /** From asking for a refund to the provider's answer. After that the refund is overdue, and a person must look. */
  readonly refundWithinMs: DurationMs;
  /** How much of the seller's share is kept back from release to closing: 0 to 10,000 basis points. */
  readonly reserveBps: number;
  /** How long before the provider frees frozen money by itself a person is told, if the sale has not ended. */
  readonly unfreezeAlarmMs: DurationMs;
}

/** What the buyer is shown to pay with. */
export interface Present {
  readonly kind: 'qr' | 'redirect' | 'client_secret' | 'client_parameters';
  readonly value: string;
}

export interface Payment {
  /** `<order>-p<n>`; also the number under which the provider knows it. */
  readonly id: string;
  readonly channel: string;
  readonly method: string;
  readonly instalments?: number;
  readonly returnUrl?: string;
  /** Who the buyer is to the provider, such as an openid, and the address that their device comes from. */
  readonly payer?: string;
  readonly payerIp?: string;
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
  /** Where its provider is to pay others than us out of it; gone once the provider has freed the money by itself. */
  readonly splitting?: Splitting;
}

export interface Splitting {
  /** Of the payees of the order's rules, those whom the provider can pay; each once. */
  readonly receivers: readonly Receiver[];
  /** How long the provider keeps the money frozen, from the payment on, before it frees it by itself. */
  readonly freezeMs: DurationMs;
  /** The most that it pays receivers of one payment, in basis points of what the buyer pays. */
  readonly outwardCapBps: number;
}

/** Where the provider pays a payee. `type` and `account` are in the provider's own words. */
export interface Receiver {
  readonly payee: string;
  readonly type: string;
  readonly account: string;
  readonly name?: string;
}

/** What the provider pays to receivers once the sale is released. */
export interface Split {
  /** `<order>-s1`; also the number under which the provider knows it. */
  readonly id: string;
  readonly payment: string;
  /**
   * `splitting`: receivers are being paid. `settling`: what is left is being freed for us. `failed`: the provider
   * would not free it, and a person must look.
   */
  readonly state: 'splitting' | 'settling' | 'settled' | 'failed';
  readonly legs: readonly SplitLeg[];
}

export interface SplitLeg {
  readonly payee: string;
  /** Minor units, > 0. */
  readonly amount: bigint;
  /** `failed`: the provider would not pay it, so that we owe it still. */
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** What the receiver has given back for refunds, in minor units. */
  readonly returned: bigint;
  /** What the receiver would not give back, and the seller owes instead, in minor units. */
  readonly forgone: bigint;
}

/** What a receiver, whom the provider has paid, gives back for a refund. */
export interface SplitReturn {
  /** `<refund>-t<n>`; every retry carries the same number to the provider. */
  readonly id: string;
  readonly payee: string;
  /** Minor units, > 0. */
  readonly amount: bigint;
  /** `dropped`: the refund came to nothing, and this with it. */
  readonly state: 'returning' | 'returned' | 'refused' | 'dropped';
}

export interface Refund {
  /** `<order>-r<n>`; every retry carries the same number to the provider. */
  readonly id: string;
  readonly payment: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: 'refunding' | 'succeeded' | 'failed';
  /** 1, and one more each time that a person has it tried again. */
  readonly attempt: number;
  /** How the buyer has had it in another way, where the provider would not refund it. */
  readonly madeElsewhere?: string;
  /** What each leg gave back for it, in leg order; empty for stray money, which was never allocated. */
  readonly returns: readonly bigint[];
  /** After release: who gave the money back into escrow, or advanced it. Empty before. */
  readonly sources: readonly Source[];
  /** After release: what receivers give back at the provider, before it refunds the buyer. */
  readonly splitReturns: readonly SplitReturn[];
  /** Shares that were kept by those who did the work, for `owedBy` to pay once the buyer has been refunded. */
  readonly charges: readonly Charge[];
  readonly owedBy: Party;
  /** What goes back to the sponsors of coupons with it, out of the same legs, in minor units. */
  readonly toSponsors: bigint;
}

/** An account that gave money for a refund or a chargeback, and gets it back should that not come about. */
export interface Source {
  readonly account: AccountSpec;
  /** Minor units, > 0. */
  readonly amount: bigint;
}

/** Somebody's work, which whoever is at fault pays for. */
export interface Charge {
  /** `appraiser`, `logistics`, …; never the seller. */
  readonly payee: string;
  /** Minor units, > 0. */
  readonly amount: bigint;
}

export type DisputeOutcome = 'for_seller' | 'for_buyer' | 'partial';

export interface Dispute {
  /** `<order>-d<n>` */
  readonly id: string;
  readonly reason: string;
  /** `open`: the seller's time to bring evidence. `evidence`: the buyer's. Then a person decides. */
  readonly state: 'open' | 'evidence' | DisputeOutcome;
  readonly evidence: readonly { readonly by: 'buyer' | 'seller'; readonly text: string }[];
  /** The timer of fulfilment that stands still meanwhile, and what it had left. */
  readonly stopped?: { readonly kind: StateTimer['kind']; readonly leftMs: DurationMs };
  /** What the seller had been paid for the order and cannot pay out meanwhile, in minor units. */
  readonly frozen: bigint;
}

/** Early payout: a financier pays the seller before the order is released, for its proceeds. */
export interface Advance {
  /** `<order>-a<n>` */
  readonly id: string;
  readonly principal: Money;
  readonly fee: Money;
  /** Whether the seller owes what the proceeds do not cover. */
  readonly withRecourse: boolean;
  /** `assigned` is live: there is at most one such. `defaulted`: the proceeds did not cover it. */
  readonly state: 'offered' | 'assigned' | 'repaid' | 'defaulted';
  /** Out of the proceeds, in minor units. */
  readonly repaid: bigint;
}

export interface Chargeback {
  /** The provider's own number. */
  readonly id: string;
  readonly payment: string;
  readonly amount: Money;
  /** While `open` the provider has the money; `lost` leaves it there, `won` brings it back. */
  readonly state: 'open' | 'won' | 'lost';
  /** What each leg gave for it out of escrow, in leg order; empty after release. */
  readonly returns: readonly bigint[];
  /** Who bore the rest. */
  readonly sources: readonly Source[];
}

/** Something that happens by itself when its time comes. */
export type Timer = StateTimer | DisputeTimer | FreezeTimer | RefundTimer | RetryTimer;

/** Belongs to one state of fulfilment: it is set when the order enters it, and dropped when the order leaves. */
export interface StateTimer {
  readonly kind:
    | 'payment_expires'
    | 'appraisal_overdue'
    | 'shipment_overdue'
    | 'delivery_overdue'
    | 'acceptance_due'
    | 'release_due'
    | 'closing_due';
  readonly at: Instant;
}

/** Belongs to the dispute that is open: one side's time to bring evidence. */
export interface DisputeTimer {
  readonly kind: 'evidence_due';
  readonly at: Instant;
}

/** Runs from the payment to the end of the sale, where the provider keeps the money frozen for so long only. */
export interface FreezeTimer {
  readonly kind: 'unfreeze_near' | 'unfrozen';
  readonly at: Instant;
}

/** Runs from when a refund is started until what came of it is known. */
export interface RefundTimer {
  readonly kind: 'refund_overdue';
  readonly refund: string;
  readonly at: Instant;
}

/** Repeats a call to a provider until its answer is known. */
export interface RetryTimer {
  readonly kind: 'query_payment' | 'close_payment' | 'submit_refund' | 'submit_split' | 'confirm_settlement';
  /** The payment, refund or split that it is about. */
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
  /** Whether an appraiser must see the goods before they are shipped to the buyer. */
  readonly needsAppraisal: boolean;
  readonly fulfilment: Fulfilment;
  /** Set once, when the sale ends; it still says how after the order has closed. */
  readonly ending?: Ending;
  /** The payment whose money the legs share. Any other that succeeds is stray money. */
  readonly paidBy?: string;
  /** What the seller takes off the price for the buyer, in minor units: it comes out of the seller's share. */
  readonly offByTheSeller: bigint;
  /** What sponsors pay into escrow for the buyer; `returned` is what they have back. */
  readonly coupons: readonly Leg[];
  /** Empty until the order is paid; then one a rule and the seller's last. */
  readonly legs: readonly Leg[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly chargebacks: readonly Chargeback[];
  readonly advances: readonly Advance[];
  /** From release on, where the payment is split by its provider. */
  readonly split?: Split;
  /** Whose work has been done: the shares that are `kept` stay theirs from then on. */
  readonly workDone: readonly ('appraisal' | 'shipping')[];
  /** What of the seller's share was put into the reserve at release, in minor units. */
  readonly reserved: bigint;
  /** What of that refunds and chargebacks of this sale have taken and not given back, in minor units. */
  readonly reserveTaken: bigint;
  /** What people have been asked to look at, and have: payments and refunds. */
  readonly seen: readonly string[];
  readonly timers: readonly Timer[];
  readonly timeline: readonly TimelineEntry[];
}
