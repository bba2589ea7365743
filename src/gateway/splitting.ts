import type { Money } from '../money/index.ts';
import type { Outcome } from './outcome.ts';
import type { RefundRequest } from './refund.ts';

/** Where the provider pays a payee. `type` and `account` are in the provider's own words. */
export interface Receiver {
  /** The payee of a split rule: `logistics`. */
  readonly payee: string;
  /** One of {@link Splitting.receiverTypes}. */
  readonly type: string;
  readonly account: string;
  /** The name that the account is in, where the provider compares it. */
  readonly name?: string;
}

export interface SplitRequest {
  readonly payment: string;
  /** The provider's own number of the payment. */
  readonly providerReference: string;
  /** Our number of the split; a retry carries the same one, so that it is made once. */
  readonly split: string;
  /** 1 to {@link Splitting.maxReceivers}, each payee once. */
  readonly legs: readonly { readonly receiver: Receiver; readonly amount: Money }[];
}

/** What became of one payee's leg. */
export type SplitLegStatus =
  | { readonly payee: string; readonly state: 'pending' }
  | { readonly payee: string; readonly state: 'succeeded' }
  /** The receiver will not get it from the provider; the money is the merchant's. */
  | { readonly payee: string; readonly state: 'failed'; readonly reason: string };

export interface SettlementRequest {
  readonly payment: string;
  /** The provider's own number of the payment. */
  readonly providerReference: string;
  /** Our number of the settlement; a retry carries the same one. */
  readonly settlement: string;
  /** What is left for the merchant: paid, less refunds and what was split. */
  readonly amount: Money;
}

/** What a receiver gives back for a refund, of what was split to them. */
export interface SplitReturn {
  /** Our number of it; a retry carries the same one. */
  readonly splitReturn: string;
  /** The number of the split that it undoes a part of. */
  readonly split: string;
  readonly receiver: Receiver;
  readonly amount: Money;
}

/** What became of a refund, and of the split returns before it. */
export interface SplitRefundReport {
  readonly refund: Outcome<{ readonly refunded: Money }>;
  /**
   * The split returns whose end is known. What is `returned` is the merchant's, whatever becomes of the refund.
   * While one is `refused` nothing is refunded: the refund is `pending` until it is asked for without that one.
   */
  readonly splitReturns: readonly SplitReturnStatus[];
}

export type SplitReturnStatus =
  | { readonly splitReturn: string; readonly state: 'returned' }
  | { readonly splitReturn: string; readonly state: 'refused'; readonly reason: string };

/** How a provider pays others than the merchant out of a payment that it keeps frozen until it is told to. */
export interface Splitting {
  /** How long the provider keeps the money frozen, from the payment on, before it frees it by itself. */
  readonly freezeMs: number;
  /** How many receivers one split can have. */
  readonly maxReceivers: number;
  /** The most of a payment that may go to others than the seller, in basis points. */
  readonly outwardCapBps: number;
  readonly receiverTypes: readonly string[];
  /** Tells the provider who a receiver is. Done again it changes nothing, and succeeds. */
  bindReceiver(receiver: Receiver): Promise<Outcome<undefined>>;
  /** Pays receivers, or says how a split with this number stands. */
  split(request: SplitRequest): Promise<Outcome<readonly SplitLegStatus[]>>;
  /** Nothing more will be split: what is left is freed for the merchant. Done again it changes nothing. */
  confirmSettlement(request: SettlementRequest): Promise<Outcome<undefined>>;
  /**
   * Has receivers give back what was split to them, and then refunds the buyer. The same numbers again do
   * nothing more, and say how it stands.
   *
   * @param splitReturns one at least
   */
  refund(request: RefundRequest, splitReturns: readonly SplitReturn[]): Promise<SplitRefundReport>;
}
