import type { z } from 'zod';
import type { CollectRequest, PaymentStatus, Presentation } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { runTogether } from './answer.ts';
import type { Call, Gateway } from './gateway.ts';
import { h5Order, nativeOrder, nothing, order, shortened } from './wire.ts';

type Present = (gateway: Gateway, request: CollectRequest) => Promise<Outcome<Presentation>>;

/** How each method presents a payment, under our name and, for `native`, WeChat Pay's own. The first is the default. */
const PRESENT = new Map<string, Present>([
  ['qr', native],
  ['h5', h5],
  ['native', native],
]);

export const METHODS = [...PRESENT.keys()];

/** How long `description` may be. */
const DESCRIPTION_LIMIT = 127;

export async function collect(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const present = PRESENT.get(request.method);
  if (!present) return refuse('method_not_supported', `WeChat Pay has no method ${request.method}`);
  if (request.amount.currency !== 'CNY') {
    return refuse('currency_not_supported', `WeChat Pay collects CNY, not ${request.amount.currency}`);
  }
  if (request.instalments !== undefined) {
    return refuse('instalments_not_supported', 'WeChat Pay has no instalments');
  }
  return present(gateway, request);
}

/** A code for the buyer to scan. */
async function native(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const placed = await place(gateway, 'native', sale(gateway, request), nativeOrder);
  if (placed.kind !== 'succeeded') return placed;
  return { kind: 'succeeded', value: { kind: 'qr', value: placed.value.code_url } };
}

/**
 * A page for the buyer's phone to open outside WeChat, which calls WeChat up.
 *
 * @note WeChat Pay wants the address that the buyer's phone comes from, and may refuse to show the page to
 *   another. The platform does not know it, so this one is only good where it is not compared.
 */
async function h5(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const scene = { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } };
  const placed = await place(gateway, 'h5', { ...sale(gateway, request), scene_info: scene }, h5Order);
  if (placed.kind !== 'succeeded') return placed;
  const { h5_url } = placed.value;
  const back = request.returnUrl;
  const value = back === undefined ? h5_url : `${h5_url}&redirect_url=${encodeURIComponent(back)}`;
  return { kind: 'succeeded', value: { kind: 'redirect', value } };
}

function sale({ merchant }: Gateway, { payment, amount, title, notifyUrl }: CollectRequest) {
  return {
    ...merchant,
    description: shortened(title, DESCRIPTION_LIMIT),
    out_trade_no: payment,
    notify_url: notifyUrl,
    amount: { total: amount.value, currency: 'CNY' },
  };
}

async function place<T>(
  gateway: Gateway,
  way: 'native' | 'h5',
  body: object,
  shape: z.ZodType<T>,
): Promise<Outcome<T>> {
  const outcome = await gateway.call({ method: 'POST', path: `/v3/pay/transactions/${way}`, body }, shape);
  if (outcome.kind !== 'failed') return outcome;
  // An order is there under this number, and the buyer may have paid it: a query will tell.
  const isThere = ['ORDERPAID', 'OUTTRADENOUSED'].includes(runTogether(outcome.code));
  return isThere ? { kind: 'unknown', reason: outcome.code } : outcome;
}

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

function refuse(code: string, message: string): Outcome<never> {
  return { kind: 'failed', code, message };
}
