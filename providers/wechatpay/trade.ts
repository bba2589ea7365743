import type { Instant } from '../../src/time/index.ts';

export type TradeState = 'NOTPAY' | 'USERPAYING' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'REVOKED' | 'PAYERROR';
export type TradeType = 'NATIVE' | 'JSAPI' | 'MWEB' | 'APP' | 'MICROPAY';

/** What the merchant asked for. The same order number with other terms is refused. */
export interface Terms {
  readonly outTradeNo: string;
  readonly totalFen: bigint;
  readonly description: string;
  readonly tradeType: TradeType;
  /** The merchant's, or the service provider's. */
  readonly appid: string;
  /** The sub-merchant's, if it has one of its own. */
  readonly subAppid?: string;
  /** The sub-merchant whose order it is; without one it is the merchant's own. */
  readonly subMchid?: string;
  readonly attach?: string;
  readonly goodsTag?: string;
  readonly notifyUrl?: string;
  /** Who may pay it: of JSAPI. */
  readonly openid?: string;
  /** The openid is one of the sub-merchant's app. */
  readonly isSubOpenid?: true;
  /** The merchant's own deadline. */
  readonly expiresAt?: Instant;
  /** `settle_info.profit_sharing`: the money is frozen, to be shared. */
  readonly profitSharing: boolean;
  /** The combined order that it is a part of. */
  readonly combineOutTradeNo?: string;
}

/** What the merchant presents to its buyer. */
export interface Prepay {
  readonly prepayId: string;
  readonly livesUntil: Instant;
  /** The text of the QR code, of NATIVE. */
  readonly codeUrl?: string;
  /** Names the page, of MWEB. */
  readonly h5Package?: string;
}

export interface Order {
  readonly terms: Terms;
  readonly state: TradeState;
  readonly createdAt: Instant;
  /** When it closes by itself, if nobody has paid. */
  readonly closesAt: Instant;
  /** A barcode payment has none: the phone presents itself. So has a part of a combined order. */
  readonly prepay?: Prepay;
  readonly payment?: Payment;
}

export const PAYMENT_METHODS = [
  'balance',
  'debit_card',
  'credit_card',
  'cancelled_card',
  'stuck_card',
  'closed_account',
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** How each is named in `bank_type`, and whereto a refund goes. The last three are there to go wrong later. */
export const BANK_TYPES: Record<PaymentMethod, { readonly bankType: string; readonly account: string }> = {
  balance: { bankType: 'OTHERS', account: '支付用户零钱' },
  debit_card: { bankType: 'CMB_DEBIT', account: '招商银行借记卡0403' },
  credit_card: { bankType: 'CMB_CREDIT', account: '招商银行信用卡0403' },
  cancelled_card: { bankType: 'ICBC_DEBIT', account: '工商银行借记卡4704' },
  stuck_card: { bankType: 'BOC_DEBIT', account: '中国银行借记卡2005' },
  closed_account: { bankType: 'OTHERS', account: '支付用户零钱' },
};

export interface Payment {
  readonly transactionId: string;
  readonly at: Instant;
  readonly method: PaymentMethod;
  readonly openid: string;
  /** The fee that was agreed when it was paid: refunds give it back at the same rate. */
  readonly feeBps: bigint;
  /** Of a sharing order: what is neither shared, refunded nor unfrozen. */
  readonly frozenFen: bigint;
  /** When it is unfrozen by itself, where that is earlier than agreed. */
  readonly frozenUntil?: Instant;
  /** Nothing more can be shared: it was unfrozen, by the merchant or by time. */
  readonly sharingFinished: boolean;
  readonly refunds: readonly Refund[];
  readonly sharings: readonly Sharing[];
  readonly returns: readonly SharingReturn[];
}

/** Whose money a refund is: what the order froze, what the merchant has, or what the platform advances. */
export type RefundSource = 'frozen' | 'available' | 'advance';
export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

export interface Refund {
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly amountFen: bigint;
  /** Of which WeChat Pay gives back what it took as a fee. */
  readonly feeBackFen: bigint;
  readonly source: RefundSource;
  readonly reason?: string;
  readonly notifyUrl?: string;
  readonly status: RefundStatus;
  readonly createdAt: Instant;
  readonly succeededAt?: Instant;
  /** When the bank will have answered. */
  readonly settlesAt?: Instant;
  /** It will not get through, whatever card it goes to. */
  readonly isAbnormal?: true;
  /** After apply-abnormal-refund: the money goes elsewhere than it came from. */
  readonly redirectedTo?: string;
  /** 回补: the sub-merchant has paid back what the platform advanced. */
  readonly advanceReturn?: { readonly advanceReturnId: string; readonly at: Instant };
}

export const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'] as const;
export type ReceiverType = (typeof RECEIVER_TYPES)[number];

/** One receiver's part of a sharing. */
export interface Share {
  readonly type: ReceiverType;
  readonly account: string;
  readonly amountFen: bigint;
  readonly description: string;
  readonly detailId: string;
  readonly result: 'PENDING' | 'SUCCESS' | 'CLOSED';
  readonly failReason?: string;
  /** It will not get through. */
  readonly isRejected?: true;
  readonly finishedAt?: Instant;
}

/** A request to share, to unfreeze what is left, or both. */
export interface Sharing {
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly createdAt: Instant;
  readonly unfreezes: boolean;
  /** What the merchant asked for; what is unfrozen is one share more, to itself, at the end. */
  readonly shares: readonly Share[];
  readonly state: 'PROCESSING' | 'FINISHED';
  /** When it will have been carried out. */
  readonly settlesAt?: Instant;
}

export interface SharingReturn {
  readonly outReturnNo: string;
  readonly returnId: string;
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly returnMchid: string;
  readonly amountFen: bigint;
  readonly description: string;
  readonly result: 'SUCCESS' | 'FAILED';
  readonly failReason?: string;
  readonly at: Instant;
}

/** An order that has been paid. */
export type PaidOrder = Order & { readonly payment: Payment };

export function isPaid(order: Order): order is PaidOrder {
  return order.payment !== undefined;
}

export function withPayment(order: PaidOrder, change: Partial<Payment>): PaidOrder {
  return { ...order, payment: { ...order.payment, ...change } };
}
