import { fenToYuan } from '../../../money/index.ts';
import type { CollectRequest, PaymentStatus, Presentation } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import type { Gateway } from './gateway.ts';
import { closed, precreated, trade } from './wire.ts';

type Present = (gateway: Gateway, request: CollectRequest) => Promise<Outcome<Presentation>>;

/** How each method presents a payment, under our name and, for `precreate`, Alipay's own. The first is the default. */
const PRESENT = new Map<string, Present>([
  ['qr', precreate],
  ['page', pagePay],
  ['precreate', precreate],
]);

export const METHODS = [...PRESENT.keys()];

/** The numbers of instalments that Huabei (花呗分期) offers. */
const INSTALMENTS = [3, 6, 12];

export async function collect(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const present = PRESENT.get(request.method);
  if (!present) return refuse('method_not_supported', `Alipay has no method ${request.method}`);
  if (request.amount.currency !== 'CNY') {
    return refuse('currency_not_supported', `Alipay collects CNY, not ${request.amount.currency}`);
  }
  if (request.instalments !== undefined && !INSTALMENTS.includes(request.instalments)) {
    return refuse('instalments_not_supported', `Huabei has 3, 6 or 12, not ${request.instalments}`);
  }
  return present(gateway, request);
}

/** A code for the buyer to scan. */
async function precreate(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const method = 'alipay.trade.precreate';
  const call = { method, bizContent: sale(request), notifyUrl: request.notifyUrl };
  const outcome = await gateway.call(call, precreated);
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'succeeded', value: { kind: 'qr', value: outcome.value.qr_code } };
    case 'failed':
      // A retry after the buyer has paid: nothing failed, and a query will tell.
      if (outcome.code === 'ACQ.TRADE_HAS_SUCCESS') return { kind: 'unknown', reason: outcome.code };
      return outcome;
    default:
      return outcome;
  }
}

/** The cashier page, for the buyer's browser to open. Alipay hears of it when that happens. */
async function pagePay(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const value = await gateway.url({
    method: 'alipay.trade.page.pay',
    bizContent: { ...sale(request), product_code: 'FAST_INSTANT_TRADE_PAY' },
    notifyUrl: request.notifyUrl,
    ...(request.returnUrl === undefined ? {} : { returnUrl: request.returnUrl }),
  });
  return { kind: 'succeeded', value: { kind: 'redirect', value } };
}

/** The part of `biz_content` that the methods share. */
function sale(request: CollectRequest) {
  const extendParams = extendParamsOf(request);
  return {
    out_trade_no: request.payment,
    total_amount: fenToYuan(request.amount.value),
    subject: request.title,
    ...(Object.keys(extendParams).length === 0 ? {} : { extend_params: extendParams }),
  };
}

/** The buyer bears the fee of instalments. */
function extendParamsOf({ instalments, splits }: CollectRequest): Readonly<Record<string, string>> {
  return {
    ...(instalments === undefined ? {} : { hb_fq_num: String(instalments), hb_fq_seller_percent: '0' }),
    ...(splits ? { royalty_freeze: 'true' } : {}),
  };
}

export async function query(gateway: Gateway, payment: string): Promise<Outcome<PaymentStatus>> {
  const call = { method: 'alipay.trade.query', bizContent: { out_trade_no: payment } };
  const outcome = await gateway.call(call, trade);
  if (outcome.kind === 'failed' && outcome.code === 'ACQ.TRADE_NOT_EXIST') return is({ state: 'not_found' });
  if (outcome.kind !== 'succeeded') return outcome;

  const { trade_status, total_amount, trade_no, send_pay_date = '', buyer_pay_amount } = outcome.value;
  const paid = { state: 'succeeded', paid: total_amount, providerReference: trade_no } as const;
  switch (trade_status) {
    case 'WAIT_BUYER_PAY':
      return is({ state: 'awaiting' });
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return is(paid);
    case 'TRADE_CLOSED': {
      // Either nobody paid in time, or it was paid and all of it refunded: then the sale was paid once.
      const wasPaid = send_pay_date !== '' || (buyer_pay_amount?.value ?? 0n) > 0n;
      return is(wasPaid ? paid : { state: 'closed' });
    }
    default:
      return trade_status satisfies never;
  }
}

/**
 * Closes a payment that nobody has paid.
 *
 * @note A code that was never scanned has no trade yet, so Alipay has nothing to close and answers
 *   `ACQ.TRADE_NOT_EXIST`; it can still be scanned and paid later. We call it closed all the same: should its
 *   money come, the platform knows the payment, finds it closed, and refunds it.
 */
export async function close(gateway: Gateway, payment: string): Promise<Outcome<PaymentStatus>> {
  const call = { method: 'alipay.trade.close', bizContent: { out_trade_no: payment } };
  const outcome = await gateway.call(call, closed);
  if (outcome.kind === 'succeeded') return is({ state: 'closed' });
  if (outcome.kind !== 'failed') return outcome;
  switch (outcome.code) {
    case 'ACQ.TRADE_NOT_EXIST':
      return is({ state: 'closed' });
    case 'ACQ.TRADE_STATUS_ERROR':
    case 'ACQ.REASON_TRADE_STATUS_INVALID':
    case 'ACQ.REASON_ILLEGAL_STATUS':
      // It was paid, or closed before: Alipay does not say which.
      return query(gateway, payment);
    default:
      return outcome;
  }
}

function is(status: PaymentStatus): Outcome<PaymentStatus> {
  return { kind: 'succeeded', value: status };
}

function refuse(code: string, message: string): Outcome<never> {
  return { kind: 'failed', code, message };
}
