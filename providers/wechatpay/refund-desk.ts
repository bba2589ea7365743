import { refuse } from './errors.ts';
import type { Call } from './method.ts';
import { type RefundRequest, refund } from './refunds.ts';
import type { PaidOrder, Refund } from './trade.ts';

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
    office.commit(refunded);
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
