import type { AccountSpec, Chain } from '../ledger/index.ts';
import type { Money } from '../money/index.ts';
import type {
  Charge,
  DisputeOutcome,
  Fulfilment,
  Order,
  Party,
  Payment,
  Present,
  Refund,
  Split,
  Splitting,
} from './order.ts';

/** What people and marketplaces ask for, what providers report, and the clock. */
export type Command =
  | {
      readonly type: 'start_payment';
      readonly channel: string;
      readonly method: string;
      readonly instalments?: number;
      readonly returnUrl?: string;
      readonly payer?: string;
      readonly payerIp?: string;
      readonly splitting?: Splitting;
      /** The most that the channel lets go to others than the seller, in basis points; all of it, when left out. */
      readonly outwardCapBps?: number;
    }
  /** The provider presents the payment to the buyer. */
  | { readonly type: 'payment_presented'; readonly payment: string; readonly present: Present }
  /** Money arrived. May come twice, late, and in any order with the rest. */
  | {
      readonly type: 'payment_succeeded';
      readonly payment: string;
      /** More than zero. */
      readonly paid: Money;
      readonly providerReference: string;
    }
  /** It can no longer be paid: the provider refused it (`failed`) or it was closed unpaid. */
  | {
      readonly type: 'payment_ended';
      readonly payment: string;
      readonly state: 'failed' | 'closed';
      /** The provider's own words, for the timeline. */
      readonly reason?: string;
    }
  /** The goods are with the appraiser. */
  | { readonly type: 'begin_appraisal' }
  | {
      readonly type: 'appraise';
      readonly verdict: 'passed' | 'failed';
      /** What the seller owes others when it fails, such as the freight back. */
      readonly charges?: readonly Charge[];
    }
  | { readonly type: 'ship'; readonly carrier?: string; readonly trackingNumber?: string }
  | { readonly type: 'receive' }
  | { readonly type: 'accept' }
  | { readonly type: 'cancel'; readonly reason: string }
  /** `amount` left out: all that is left. Who is at `fault` pays for work that was done in vain. */
  | { readonly type: 'refund'; readonly amount?: Money; readonly reason: string; readonly fault?: Party }
  /** A person has seen to what made it fail: it is tried again, under the same number. */
  | { readonly type: 'retry_refund'; readonly refund: string }
  /** The provider will not refund it, and the buyer has had it in another way. */
  | { readonly type: 'refund_made_elsewhere'; readonly refund: string; readonly how: string }
  | { readonly type: 'open_dispute'; readonly reason: string }
  | { readonly type: 'submit_evidence'; readonly by: 'buyer' | 'seller'; readonly text: string }
  | {
      readonly type: 'resolve_dispute';
      readonly outcome: DisputeOutcome;
      /** What the buyer gets, for `partial`. */
      readonly amount?: Money;
      /** Inspection and freight, for whoever loses. */
      readonly charges?: readonly Charge[];
    }
  /** Early payout; the terms are the financier's, and a principal of nothing or less is a no. */
  | {
      readonly type: 'offer_advance';
      readonly principal: Money;
      readonly fee: Money;
      readonly withRecourse: boolean;
    }
  | { readonly type: 'accept_advance' }
  /** The provider took money back for the buyer's bank. */
  | {
      readonly type: 'chargeback_opened';
      /** The provider's own number. */
      readonly chargeback: string;
      readonly payment: string;
      readonly amount: Money;
    }
  /** The provider gave the buyer money that nobody asked it to; it ends as a chargeback does. */
  | {
      readonly type: 'stray_refund';
      /** The provider's own number. */
      readonly refund: string;
      readonly payment: string;
      readonly amount: Money;
    }
  | { readonly type: 'chargeback_ended'; readonly chargeback: string; readonly state: 'won' | 'lost' }
  | { readonly type: 'refund_succeeded'; readonly refund: string }
  | { readonly type: 'refund_failed'; readonly refund: string; readonly reason: string }
  /** What became of a refund's split returns; those of which nothing is known are left out. */
  | {
      readonly type: 'split_returns_reported';
      readonly refund: string;
      readonly returns: readonly SplitReturnReport[];
    }
  /** What became of the legs of the split; those of which nothing is known are left out. */
  | { readonly type: 'split_reported'; readonly split: string; readonly legs: readonly SplitLegReport[] }
  /** The provider has freed what the split left, for us. */
  | { readonly type: 'settlement_confirmed'; readonly split: string }
  | { readonly type: 'settlement_failed'; readonly split: string; readonly reason: string }
  /** A person has looked at what asks for no more than that. */
  | { readonly type: 'acknowledge'; readonly about: string }
  /** Time has passed, and nothing else. */
  | { readonly type: 'tick' };

export type SplitReturnReport =
  | { readonly id: string; readonly state: 'returned' }
  /** The receiver does not have it any more, or need not give it. */
  | { readonly id: string; readonly state: 'refused'; readonly reason: string };

export type SplitLegReport =
  | { readonly payee: string; readonly state: 'succeeded' }
  | { readonly payee: string; readonly state: 'failed'; readonly reason: string };

export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;

/** A call to a provider that must be made after the commit. It is safe to make it twice. */
export type Effect =
  | { readonly kind: 'collect'; readonly payment: Payment }
  | { readonly kind: 'query_payment'; readonly payment: Payment }
  | { readonly kind: 'close_payment'; readonly payment: Payment }
  /** Receivers give back first what {@link Refund.splitReturns} says. */
  | { readonly kind: 'refund'; readonly payment: Payment; readonly refund: Refund }
  | { readonly kind: 'split'; readonly payment: Payment; readonly split: Split }
  /** `amount`: what is left of the payment, in minor units. */
  | {
      readonly kind: 'confirm_settlement';
      readonly payment: Payment;
      readonly split: Split;
      readonly amount: bigint;
    };

export type RefusalCode =
  | 'not_allowed_in_this_state'
  | 'unknown_payment'
  | 'unknown_refund'
  | 'unknown_chargeback'
  | 'unknown_split'
  /** The seller has sold too little yet, or been advanced too much. */
  | 'no_advance_for_this_seller'
  | 'advance_is_live'
  | 'no_advance_offered'
  | 'advance_exceeds_share'
  | 'order_is_contested'
  /** The order was opened without one. */
  | 'no_appraisal_agreed'
  | 'refund_not_failed'
  | 'nothing_to_acknowledge'
  | 'dispute_open'
  | 'no_dispute_open'
  /** A partial decision says how much, and the others do not. */
  | 'decision_without_amount'
  | 'charge_not_positive'
  | 'charge_to_the_seller'
  /** The same channel, method and instalments are being tried already. */
  | 'payment_in_progress'
  /** The channel would have to pay receivers more of the payment than it lets out. */
  | 'outward_cap_exceeded'
  /** The provider frees the money by itself before the sale could be released at the earliest. */
  | 'hold_outlasts_freeze'
  | 'refund_exceeds_remaining'
  | 'refund_amount_not_positive'
  | 'currency_differs';

/** A refusal that the caller must handle. Nothing has changed. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** For `not_allowed_in_this_state`: the states in which the command is allowed. */
  readonly allowedIn?: readonly Fulfilment[];
}

export interface Decided {
  readonly ok: true;
  /** The very object that was handed in, when nothing changed. */
  readonly order: Order;
  /** What must be open for the transfers. */
  readonly accounts: readonly AccountSpec[];
  /** One chain. */
  readonly transfers: Chain;
  readonly effects: readonly Effect[];
}

export type Decision = Decided | Refusal;

export function refuse(code: RefusalCode): Refusal {
  return { ok: false, code };
}
