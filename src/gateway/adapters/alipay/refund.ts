import { fenToYuan, type Money } from '../../../money/index.ts';
import type { Outcome } from '../../outcome.ts';
import type { RefundRequest } from '../../refund.ts';
import type { Gateway } from './gateway.ts';
import { refunded, refundStatus } from './wire.ts';

/** What a receiver of a split gives back, as an item of `refund_royalty_parameters`. */
export interface ReturnedShare {
  readonly royalty_type: 'transfer';
  readonly trans_out: string;
  readonly trans_out_type: string;
  readonly amount: string;
  readonly desc: string;
}

/**
 * Refunds all or part of a payment. The same number again refunds nothing more.
 *
 * Alipay's rule: `fund_change=Y` is a refund; `N`, which a retry gets, or nothing at all says only that this
 * request moved no money, and the refund has to be looked up.
 */
export async function refund(
  gateway: Gateway,
  request: RefundRequest,
  shares: readonly ReturnedShare[] = [],
): Promise<Outcome<{ refunded: Money }>> {
  if (request.amount.currency !== 'CNY') {
    const message = `Alipay refunds CNY, not ${request.amount.currency}`;
    return { kind: 'failed', code: 'currency_not_supported', message };
  }
  const bizContent = {
    out_trade_no: request.payment,
    refund_amount: fenToYuan(request.amount.value),
    refund_reason: request.reason,
    out_request_no: request.refund,
    ...(shares.length === 0 ? {} : { refund_royalty_parameters: shares }),
  };
  const outcome = await gateway.call({ method: 'alipay.trade.refund', bizContent }, refunded);
  if (outcome.kind !== 'succeeded') return outcome;
  if (outcome.value.fund_change === 'Y') return { kind: 'succeeded', value: { refunded: request.amount } };
  return queryRefund(gateway, request.payment, request.refund);
}

/** Without a `refund_status` the request may have been lost, may have failed, or may still be on its way. */
export async function queryRefund(
  gateway: Gateway,
  payment: string,
  refund: string,
): Promise<Outcome<{ refunded: Money }>> {
  const bizContent = { out_trade_no: payment, out_request_no: refund };
  const outcome = await gateway.call(
    { method: 'alipay.trade.fastpay.refund.query', bizContent },
    refundStatus,
  );
  if (outcome.kind !== 'succeeded') return outcome;

  const { refund_status, refund_amount, out_request_no } = outcome.value;
  if (refund_status !== 'REFUND_SUCCESS' || out_request_no === undefined || !refund_amount) {
    return { kind: 'unknown', reason: `refund_status is ${refund_status ?? 'absent'}` };
  }
  return { kind: 'succeeded', value: { refunded: refund_amount } };
}
