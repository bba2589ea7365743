import { z } from 'zod';
import { refuse } from './errors.ts';
import type { Call } from './method.ts';
import { goesWrong, type RefundRequest, redirectRefund, refund } from './refunds.ts';
import { readSensitive, SENSITIVE_REASONS } from './sensitive.ts';
import type { PaidOrder, Refund } from './trade.ts';
import { merchantNo, text } from './wire.ts';

/** What the two refund APIs have in common. */
export interface RefundCall extends RefundRequest {
  readonly transactionId?: string | undefined;
  readonly outTradeNo?: string | undefined;
  readonly subMchid?: string | undefined;
}

export const REFUND_REASONS = [
  'order_reference_missing',
  'order_of_other_sub_merchant',
  'paid_order_not_exist',
  'order_total_differs',
  'refund_exceeds_order',
  'refund_differs',
  'refunds_too_many',
  'refund_period_over',
  'merchant_short_of_money',
  'frozen_short_of_money',
  'buyer_account_closed',
] as const;

/** Gives money back, or finds what was given back under the same number. */
export function giveBack({ transactionId, outTradeNo, subMchid, ...request }: RefundCall, call: Call) {
  const { office, now, exchange } = call;
  const { trades } = office;
  if (transactionId === undefined && outTradeNo === undefined) return refuse('order_reference_missing');
  const order =
    transactionId === undefined ? trades.find(outTradeNo ?? '') : trades.findByTransactionId(transactionId);
  if (!order) return refuse('paid_order_not_exist');
  exchange.order = order.terms.outTradeNo;
  if (order.terms.subMchid !== subMchid) return refuse('order_of_other_sub_merchant');
  const other = trades.findByNo('refund', request.outRefundNo);
  // A merchant's numbers are its own across all its orders.
  if (other && other.terms.outTradeNo !== order.terms.outTradeNo) return refuse('refund_differs');
  const refunded = refund(order, request, {
    rules: office.rules,
    now,
    refundId: office.numbers.refundId(now),
    availableFen: (mchid) => office.accounts.availableFen(mchid),
  });
  if (!refunded.ok) return refunded;
  const { refundId: id, outRefundNo: no } = refunded.refund;
  if (refunded.order !== order) {
    const effects = office.mishaps.at('refund', exchange);
    office.commit({ ...refunded, order: goesWrong(refunded.order, refunded.refund, effects, now) });
    trades.refer('refund', { no, id }, order, now);
  }
  return found(id, call);
}

function found(refundId: string, { office }: Call) {
  const kept = office.trades.findRefundById(refundId);
  if (!kept) throw new Error(`refund ${refundId} was not kept`);
  return { ok: true, ...kept } as const;
}

/** A refund that is there, and of who asks. */
export function ownRefund(
  kept: { readonly order: PaidOrder; readonly refund: Refund } | undefined,
  subMchid: string | undefined,
  { exchange }: Call,
) {
  if (!kept || kept.order.terms.subMchid !== subMchid) return refuse('refund_not_exist');
  exchange.order = kept.order.terms.outTradeNo;
  return { ok: true, ...kept } as const;
}

/** What both APIs ask for, to send an abnormal refund elsewhere. */
export const abnormalRefund = {
  refund_id: text(32),
  out_refund_no: merchantNo(64),
  type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
  bank_type: text(16).optional(),
  bank_account: text(1024).optional(),
  real_name: text(1024).optional(),
};

interface AbnormalRefundCall {
  readonly refund_id: string;
  readonly out_refund_no: string;
  readonly type: 'USER_BANK_CARD' | 'MERCHANT_BANK_CARD';
  readonly bank_account?: string | undefined;
  readonly real_name?: string | undefined;
  readonly subMchid: string | undefined;
}

export const ABNORMAL_REASONS = [...SENSITIVE_REASONS, 'refund_not_exist', 'refund_not_abnormal'] as const;

/** Sends a refund that the buyer's card refused to another card, or to the merchant. */
export function sendElsewhere(asked: AbnormalRefundCall, call: Call) {
  for (const secret of [asked.bank_account, asked.real_name]) {
    const reading = readSensitive(secret, call);
    if (!reading.ok) return reading;
  }
  const { office, now } = call;
  const own = ownRefund(office.trades.findRefundById(asked.refund_id), asked.subMchid, call);
  if (!own.ok) return own;
  if (own.refund.outRefundNo !== asked.out_refund_no) return refuse('refund_not_exist');
  const account = asked.type === 'USER_BANK_CARD' ? '招商银行借记卡0403' : '商户结算银行账户';
  const redirected = redirectRefund(own.order, own.refund, account, { rules: office.rules, now });
  if (!redirected.ok) return redirected;
  office.commit(redirected);
  return { ok: true, order: own.order, refund: redirected.refund } as const;
}
