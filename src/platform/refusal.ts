import type { Refusal as EscrowRefusal, PayoutRefusal } from '../escrow/index.ts';
import type { SplitRefusal } from '../split/index.ts';

/** A no that the caller can do something about. Nothing has changed. */
export type Refusal =
  | EscrowRefusal
  | SplitRefusal
  | PayoutRefusal
  | { readonly ok: false; readonly code: 'no_bank' | 'write_off_exceeds_owed' }
  | {
      readonly ok: false;
      readonly code:
        | 'order_not_found'
        | 'seller_not_found'
        | 'event_not_found'
        | 'payee_not_found'
        | 'payout_not_found';
    }
  | {
      readonly ok: false;
      readonly code: 'statement_not_found' | 'nothing_to_explain' | 'advance_exceeds_limit';
    }
  | {
      readonly ok: false;
      readonly code: 'unknown_channel' | 'unknown_method' | 'unknown_receiver_type' | 'channel_cannot_split';
      readonly known: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code:
        | 'payee_is_not_split'
        | 'payee_is_paid_otherwise'
        | 'provider_did_not_answer'
        | 'too_many_receivers';
    }
  /** `reason`: in the provider's words. */
  | { readonly ok: false; readonly code: 'receiver_refused'; readonly reason: string }
  /** The idempotency key was used before, with another request. */
  | { readonly ok: false; readonly code: 'idempotency_key_reused' };

export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;
