import type { z } from 'zod';
import type { Money } from '../../../money/index.ts';
import type { Outcome } from '../../outcome.ts';
import type { RefundRequest } from '../../refund.ts';
import { runTogether } from './answer.ts';
import type { Gateway } from './gateway.ts';
import { queryOf } from './payment.ts';
import { order, refundOf, shortened } from './wire.ts';

type Refunded = Outcome<{ refunded: Money }>;

/** How long `reason` may be. */
const REASON_LIMIT = 80;

const REFUNDS = '/v3/refund/domestic/refunds';

/**
 * Refunds all or part of a payment. The same number again refunds nothing more, and says how it stands.
 *
 * WeChat Pay wants to be told the order's total with every refund, so the order is looked up first.
 */
export async function refund(gateway: Gateway, request: RefundRequest): Promise<Refunded> {
  if (request.amount.currency !== 'CNY') {
    const message = `WeChat Pay refunds CNY, not ${request.amount.currency}`;
    return { kind: 'failed', code: 'currency_not_supported', message };
  }
  const found = await gateway.call(queryOf(gateway, request.payment), order(request.payment));
  if (found.kind !== 'succeeded') return found;
  const body = {
    out_trade_no: request.payment,
    out_refund_no: request.refund,
    reason: shortened(request.reason, REASON_LIMIT),
    ...(request.notifyUrl === undefined ? {} : { notify_url: request.notifyUrl }),
    amount: { refund: request.amount.value, total: found.value.amount.total.value, currency: 'CNY' },
  };
  const shape = refundOf(request.payment, request.refund);
  return standing(await gateway.call({ method: 'POST', path: REFUNDS, body }, shape));
}

/** A refund that is not there may have been lost on its way, so that nothing is known of it. */
export async function queryRefund(gateway: Gateway, payment: string, refund: string): Promise<Refunded> {
  const path = `${REFUNDS}/${encodeURIComponent(refund)}`;
  const outcome = await gateway.call({ method: 'GET', path }, refundOf(payment, refund));
  if (outcome.kind === 'failed' && runTogether(outcome.code) === 'RESOURCENOTEXISTS') {
    return { kind: 'unknown', reason: `${outcome.code}: ${outcome.message}` };
  }
  return standing(outcome);
}

/** That a refund was accepted does not say that it was done: WeChat Pay does it later. */
function standing(outcome: Outcome<z.infer<ReturnType<typeof refundOf>>>): Refunded {
  if (outcome.kind !== 'succeeded') return outcome;
  const { status, amount } = outcome.value;
  switch (status) {
    case 'SUCCESS':
      return { kind: 'succeeded', value: { refunded: amount.refund } };
    case 'PROCESSING':
      return { kind: 'pending' };
    case 'ABNORMAL':
      return { kind: 'failed', code: status, message: "the buyer's bank would not take the money" };
    case 'CLOSED':
      return { kind: 'failed', code: status, message: 'WeChat Pay has closed the refund' };
    default:
      return status satisfies never;
  }
}
