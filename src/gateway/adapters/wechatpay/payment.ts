import type { PaymentStatus } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { runTogether } from './answer.ts';
import type { Call, Gateway } from './gateway.ts';
import { nothing, order } from './wire.ts';

export async function query(gateway: Gateway, payment: string): Promise<Outcome<PaymentStatus>> {
  const outcome = await gateway.call(queryOf(gateway, payment), order(payment));
  if (isNotExisting(outcome)) return is({ state: 'not_found' });
  if (outcome.kind !== 'succeeded') return outcome;

  const { trade_state, transaction_id, amount } = outcome.value;
  switch (trade_state) {
    case 'NOTPAY':
    case 'USERPAYING':
    case 'PAYERROR':
      return is({ state: 'awaiting' });
    case 'SUCCESS':
    case 'REFUND':
      // What was refunded was paid first.
      if (transaction_id === undefined) return { kind: 'unknown', reason: 'paid without a transaction_id' };
      return is({ state: 'succeeded', paid: amount.total, providerReference: transaction_id });
    case 'CLOSED':
    case 'REVOKED':
      return is({ state: 'closed' });
    default:
      return trade_state satisfies never;
  }
}

export function queryOf({ merchant }: Gateway, payment: string): Call {
  return { method: 'GET', path: `${pathOf(payment)}?mchid=${encodeURIComponent(merchant.mchid)}` };
}

/**
 * Closes a payment that nobody has paid.
 *
 * @note What WeChat Pay does not know is called closed: there is no order, so there is nothing to pay. Should
 *   a lost request still arrive and be paid, the platform knows the payment, finds it closed, and refunds it.
 */
export async function close(gateway: Gateway, payment: string): Promise<Outcome<PaymentStatus>> {
  const { mchid } = gateway.merchant;
  const call: Call = { method: 'POST', path: `${pathOf(payment)}/close`, body: { mchid } };
  const outcome = await gateway.call(call, nothing);
  if (outcome.kind === 'succeeded' || isNotExisting(outcome)) return is({ state: 'closed' });
  if (outcome.kind !== 'failed') return outcome;
  switch (runTogether(outcome.code)) {
    case 'ORDERCLOSED':
      return is({ state: 'closed' });
    case 'ORDERPAID':
      return query(gateway, payment);
    default:
      return outcome;
  }
}

function pathOf(payment: string): string {
  return `/v3/pay/transactions/out-trade-no/${encodeURIComponent(payment)}`;
}

function isNotExisting(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && runTogether(outcome.code) === 'ORDERNOTEXIST';
}

function is(status: PaymentStatus): Outcome<PaymentStatus> {
  return { kind: 'succeeded', value: status };
}
