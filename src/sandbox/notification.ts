import type { DurationMs, Instant } from '../time/index.ts';
import type { Message, SignatureVerdict } from './journal.ts';
import type { Signing } from './mishaps.ts';

/** What a provider has to tell a merchant. */
export interface NewNotification {
  /** The provider's own id of it, the same across retries. */
  readonly id: string;
  /** What it is, in the provider's words: `trade_status_sync`. */
  readonly method: string;
  /** The merchant's order number. */
  readonly order: string;
  readonly url: string;
  /** Its fields, before they are dated and signed. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of a refund: its fields as they are where it looks like a payment, if it may. */
  readonly fieldsAsPayment?: Readonly<Record<string, string>>;
}

/** A notification on its way. One that was heard, or given up, is forgotten: the journal has its attempts. */
export interface QueuedNotification extends NewNotification {
  readonly provider: string;
  /** Counts all notifications, so that those due at one moment go out in the order in which they were made. */
  readonly sequence: number;
  /** How often it was sent. */
  readonly attempts: number;
  readonly nextAt: Instant;
  /** What it waits for besides the time: the next of its provider, or an exchange that is not answered yet. */
  readonly waitsFor?: 'next' | 'answer';
  /** The faults that have made it wait. */
  readonly faults?: readonly string[];
}

/** A message, and what the journal says of its signature. */
export type SignedMessage = Message & { readonly signature: SignatureVerdict };

/** How a provider puts a notification on the wire. */
export interface NotificationProtocol {
  /** The waits between one attempt and the next; after the last, it gives up. */
  readonly retryAfterMs: readonly DurationMs[];
  /** How long the merchant's server may take, in real time. */
  readonly timeoutMs: DurationMs;
  /** Whether the date is a part of what is signed. */
  readonly isDated?: true;
  compose(notification: QueuedNotification, now: Instant, signing: Signing): Promise<SignedMessage>;
  /** The same with a false signature, as a provider sends it that tries whether merchants verify. */
  probe?(message: SignedMessage): SignedMessage;
  /** Whether the merchant's answer means that it need not be told again. */
  isAcknowledged(status: number, body: string): boolean;
}
