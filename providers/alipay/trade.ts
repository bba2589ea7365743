import type { DurationMs, Instant } from '../../src/time/index.ts';

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

/** What the merchant asked for. The same order number with other terms is refused. */
export interface Terms {
  /** `alipay.trade.page.pay`: how it was asked. */
  readonly method: string;
  readonly outTradeNo: string;
  readonly totalFen: bigint;
  readonly subject: string;
  readonly body?: string;
  readonly productCode: string;
  readonly passbackParams?: string;
  /** `hb_fq_num`: the instalments that the merchant chose for the buyer. */
  readonly instalments?: number;
  /** `hb_fq_seller_percent` is 100: the merchant bears the instalments' fee. */
  readonly sellerBearsFee: boolean;
  /** 直付通: the money is held until it is confirmed for settlement. */
  readonly heldUntilConfirmed: boolean;
  /** After this time it confirms itself. */
  readonly confirmsAfterMs?: DurationMs;
  /** `royalty_freeze`: the money is kept for splits until they are finished. */
  readonly frozenForSplits?: true;
}

/** What the merchant presents to its buyer, and the trade that comes of it. */
export interface Order {
  readonly terms: Terms;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
  /** The text of the QR code, for an order of precreate. */
  readonly qrCode?: string;
  /** When the code can be scanned no more. */
  readonly codeUntil?: Instant;
  /** Names the cashier page, for an order of page pay. */
  readonly cashierToken?: string;
  readonly createdAt: Instant;
  readonly payableUntil: Instant;
  /** Cancelled before its code was ever scanned. */
  readonly cancelled?: true;
  /** A code that nobody has scanned has no trade yet. */
  readonly trade?: Trade;
}

export interface Trade {
  readonly tradeNo: string;
  readonly status: TradeStatus;
  readonly createdAt: Instant;
  readonly closedAt?: Instant;
  readonly payment?: Payment;
}

export interface Payment {
  readonly at: Instant;
  readonly means: Means;
  readonly refunds: readonly Refund[];
  readonly splits: readonly Split[];
  /** `royalty_finish` was said, or the money was frozen for as long as it can be: no more splits. */
  readonly splitsFinished: boolean;
  readonly confirmation?: Confirmation;
  /** When money that is held is freed by itself, where that is earlier than agreed. */
  readonly freesAt?: Instant;
}

export const PAYMENT_METHODS = ['balance', 'huabei', 'debit_card', 'credit_card'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export interface Means {
  readonly method: PaymentMethod;
  /** Of Huabei. */
  readonly instalments?: number;
}

/** An amount that goes to a receiver, or back from one. */
export interface Leg {
  /** An account, as `type:account`. */
  readonly receiver: string;
  readonly amountFen: bigint;
}

export interface Refund {
  readonly outRequestNo: string;
  readonly amountFen: bigint;
  readonly reason?: string;
  readonly at: Instant;
  /** What the receivers of splits gave back for it; the seller paid the rest. */
  readonly returns: readonly Leg[];
}

export interface Split {
  readonly outRequestNo: string;
  readonly settleNo: string;
  readonly at: Instant;
  readonly legs: readonly Leg[];
  readonly finishes: boolean;
}

export interface Confirmation {
  /** Absent when time confirmed it. */
  readonly outRequestNo?: string;
  readonly amountFen: bigint;
  readonly at: Instant;
}

/** A trade that has been paid. */
export type PaidOrder = Order & { readonly trade: Trade & { readonly payment: Payment } };

export function isPaid(order: Order): order is PaidOrder {
  return order.trade?.payment !== undefined;
}

export function withPayment(order: PaidOrder, payment: Payment): PaidOrder {
  return { ...order, trade: { ...order.trade, payment } };
}
