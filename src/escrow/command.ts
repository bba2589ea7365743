import type { AccountSpec, Chain } from '../ledger/index.ts';
import type { Money } from '../money/index.ts';
import type { Fulfilment, Order, Payment, Present, Refund } from './order.ts';

/** What people and marketplaces ask for, what providers report, and the clock. */
export type Command =
  | {
      readonly type: 'start_payment';
      readonly channel: string;
      readonly method: string;
      readonly instalments?: number;
      readonly returnUrl?: string;
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
  | { readonly type: 'ship'; readonly carrier?: string; readonly trackingNumber?: string }
  | { readonly type: 'receive' }
  | { readonly type: 'accept' }
  | { readonly type: 'cancel'; readonly reason: string }
  /** `amount` left out: all that is left. */
  | { readonly type: 'refund'; readonly amount?: Money; readonly reason: string }
  | { readonly type: 'refund_succeeded'; readonly refund: string }
  | { readonly type: 'refund_failed'; readonly refund: string; readonly reason: string }
  /** Time has passed, and nothing else. */
  | { readonly type: 'tick' };

export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;

/** A call to a provider that must be made after the commit. It is safe to make it twice. */
export type Effect =
  | { readonly kind: 'collect'; readonly payment: Payment }
  | { readonly kind: 'query_payment'; readonly payment: Payment }
  | { readonly kind: 'close_payment'; readonly payment: Payment }
  | { readonly kind: 'refund'; readonly payment: Payment; readonly refund: Refund };

export type RefusalCode =
  | 'not_allowed_in_this_state'
  | 'unknown_payment'
  | 'unknown_refund'
  /** The same channel, method and instalments are being tried already. */
  | 'payment_in_progress'
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
