import type { Refusal as EscrowRefusal, PayoutRefusal } from '../escrow/index.ts';
import type { SplitRefusal } from '../split/index.ts';

/** A no that the caller can do something about. Nothing has changed. */
export type Refusal =
  | EscrowRefusal
  | SplitRefusal
  | PayoutRefusal
  | { readonly ok: false; readonly code: 'no_bank' | 'write_off_exceeds_owed' }
  | { readonly ok: false; readonly code: 'order_not_found' | 'seller_not_found' | 'event_not_found' }
  | {
      readonly ok: false;
      readonly code: 'unknown_channel' | 'unknown_method';
      readonly known: readonly string[];
    }
  /** The idempotency key was used before, with another request. */
  | { readonly ok: false; readonly code: 'idempotency_key_reused' };

export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;
