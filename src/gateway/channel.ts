import type { Money } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import type { Outcome } from './outcome.ts';
import type { RefundRequest } from './refund.ts';
import type { Splitting } from './splitting.ts';
import type { StatementLine } from './statement.ts';

/** What the buyer is shown to pay with. */
export interface Presentation {
  /** `client_parameters`: JSON that the provider's library on the buyer's device is handed as it is. */
  readonly kind: 'qr' | 'redirect' | 'client_secret' | 'client_parameters';
  readonly value: string;
}

export interface CollectRequest {
  /** Our number of the payment; a retry carries the same one. 6 to 32 of `[A-Za-z0-9_-]`. */
  readonly payment: string;
  /** One of {@link Channel.methods}. */
  readonly method: string;
  readonly amount: Money;
  /** What is sold, for the buyer to read. */
  readonly title: string;
  /** Number of instalments, for a method that has them. */
  readonly instalments?: number;
  readonly notifyUrl: string;
  readonly returnUrl?: string;
  /** Whether it is to be split to receivers: the provider then freezes it until {@link Splitting.confirmSettlement}. */
  readonly splits?: boolean;
  /** Who the buyer is to the provider, such as an openid, for methods that want to know. */
  readonly payer?: string;
  /** The address that the buyer's device comes from, for methods that compare it. */
  readonly payerIp?: string;
}

/** A payment as the provider sees it. */
export type PaymentStatus =
  /** The provider does not know it, or not yet: the buyer may still open what was presented. */
  | { readonly state: 'not_found' }
  | { readonly state: 'awaiting' }
  | { readonly state: 'succeeded'; readonly paid: Money; readonly providerReference: string }
  | { readonly state: 'closed' };

/** A notification, verified and put into our words. */
export type Notification =
  | {
      readonly kind: 'payment_succeeded';
      readonly payment: string;
      readonly paid: Money;
      readonly providerReference: string;
    }
  | { readonly kind: 'payment_closed'; readonly payment: string }
  /** Something became of a refund, perhaps one that we never asked for: {@link Channel.queryRefund} says what. */
  | { readonly kind: 'refund_changed'; readonly payment: string; readonly refund: string }
  /** The buyer's bank has taken money back. */
  | {
      readonly kind: 'chargeback_opened';
      readonly payment: string;
      /** The provider's number of it. */
      readonly chargeback: string;
      readonly amount: Money;
    }
  /** Decided: `won` gives the money back to us. */
  | {
      readonly kind: 'chargeback_ended';
      readonly payment: string;
      readonly chargeback: string;
      readonly state: 'won' | 'lost';
    }
  /** Genuine, but nothing that we act on, such as a refund's echo of the payment. It is acknowledged. */
  | { readonly kind: 'ignored'; readonly reason: string };

export interface NotificationAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * One provider, as the platform sees it. Adapters in `adapters/` implement it; everything that is a
 * provider's own (fields, codes, signatures) ends here.
 */
export interface Channel {
  /** What `POST /v1/orders/{id}/payments` calls it: `alipay`. */
  readonly name: string;
  /** How it can present a payment: the first is the default. */
  readonly methods: readonly string[];
  collect(request: CollectRequest): Promise<Outcome<Presentation>>;
  query(payment: string): Promise<Outcome<PaymentStatus>>;
  /** `closed` is also the answer when it was closed before; `succeeded` of the status when it was paid first. */
  close(payment: string): Promise<Outcome<PaymentStatus>>;
  refund(request: RefundRequest): Promise<Outcome<{ readonly refunded: Money }>>;
  queryRefund(payment: string, refund: string): Promise<Outcome<{ readonly refunded: Money }>>;
  /** @returns undefined when the signature, the addressee or the form is not as it should be: refuse it */
  readNotification(headers: Headers, body: string): Promise<Notification | undefined>;
  /** What the provider wants to hear once a notification has been dealt with, or refused. */
  answerNotification(accepted: boolean): NotificationAnswer;
  /** For a channel that can pay others than the merchant. */
  readonly splitting?: Splitting;
  /**
   * What happened on a day of the provider's calendar, `2026-11-25`; `pending` until the provider has drawn it
   * up. Of this channel's payments and refunds alone.
   *
   * @param now by the provider’s calendar, where its clock is not that of the wire: some say the same of a day that
   *   is not drawn up and of one on which nothing happened
   */
  statement?(day: string, now: Instant): Promise<Outcome<readonly StatementLine[]>>;
}

/** What a channel is given of the world. */
export interface ChannelWorld {
  /** Carries a request to the provider, follows no redirect, and heeds the request's signal. */
  readonly transport: (request: Request) => Promise<Response>;
  /** What the provider compares our timestamps with: wall time, unless the whole world is virtual. */
  readonly now: () => Instant;
  /** Letters and digits that were never drawn before, for protocols that want some in each request. */
  readonly newNonce: () => string;
}

/**
 * Opens a channel with the provider's credentials, in the shape that `GET /sandbox/credentials` gives.
 *
 * @throws when the credentials lack a field or hold a key that is none
 */
export type OpenChannel = (credentials: unknown, world: ChannelWorld) => Channel;
