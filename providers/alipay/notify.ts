import { fenToYuan } from '../../src/money/index.ts';
import type { NotificationProtocol } from '../../src/sandbox/index.ts';
import { type DurationMs, formatBeijing, type Instant } from '../../src/time/index.ts';
import type { Keys } from './credentials.ts';
import { refundedFen } from './funds.ts';
import { APP_ID, BUYER, SELLER } from './identities.ts';
import { fundBill } from './means.ts';
import { signAs, signingString } from './sign.ts';
import type { Order, Refund, Trade } from './trade.ts';

export const NOTIFICATION_METHOD = 'trade_status_sync';

const MINUTE_MS: DurationMs = 60_000;
const HOUR_MS: DurationMs = 60 * MINUTE_MS;

/** The documented waits: 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h after one another. */
const RETRY_AFTER_MS: readonly DurationMs[] = [
  4 * MINUTE_MS,
  10 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  15 * HOUR_MS,
];

/** How a notification goes over the wire: a form, dated and signed afresh at each attempt. */
export function notificationProtocol(keys: Keys): NotificationProtocol {
  return {
    retryAfterMs: RETRY_AFTER_MS,
    timeoutMs: 10_000,
    compose: async ({ fields }, now, signing) => {
      const dated = new Map(Object.entries({ ...fields, notify_time: formatBeijing(now) }));
      const canonical = signingString(dated, ['sign', 'sign_type']);
      dated.set('sign_type', 'RSA2').set('sign', await signAs(signing, canonical, keys));
      return {
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams([...dated]).toString(),
        signature: signing.verdict(canonical),
      };
    },
    // Seven characters and no more: anything else, a redirect too, is told again.
    isAcknowledged: (status, body) => status === 200 && body === 'success',
  };
}

/**
 * What a merchant is told of a trade. Fields without a value are left out.
 *
 * @param refund the refund that it is told of, if it is one
 */
export function notificationFields(
  order: Order,
  trade: Trade,
  notifyId: string,
  refund: Refund | undefined,
): Record<string, string> {
  const { terms } = order;
  const fields: Record<string, string | undefined> = {
    notify_type: NOTIFICATION_METHOD,
    notify_id: notifyId,
    app_id: APP_ID,
    auth_app_id: APP_ID,
    charset: 'utf-8',
    version: '1.0',
    trade_no: trade.tradeNo,
    out_trade_no: terms.outTradeNo,
    trade_status: trade.status,
    seller_id: SELLER.id,
    seller_email: SELLER.email,
    subject: terms.subject,
    body: terms.body,
    passback_params: terms.passbackParams,
    total_amount: fenToYuan(terms.totalFen),
    gmt_create: formatBeijing(trade.createdAt),
    gmt_close: trade.closedAt === undefined ? undefined : formatBeijing(trade.closedAt),
    ...paymentFields(order, trade),
    ...refundFields(trade, refund),
  };
  return Object.fromEntries(Object.entries(fields).filter(isPresent));
}

function paymentFields({ terms }: Order, { payment }: Trade): Record<string, string | undefined> {
  if (!payment) return {};
  const total = fenToYuan(terms.totalFen);
  const { fund_channel: fundChannel, amount } = fundBill(payment.means, terms.totalFen);
  return {
    buyer_id: BUYER.id,
    buyer_logon_id: BUYER.logonId,
    gmt_payment: formatBeijing(payment.at),
    receipt_amount: total,
    buyer_pay_amount: total,
    invoice_amount: total,
    point_amount: fenToYuan(0n),
    // In notifications this one name is written in camel case.
    fund_bill_list: JSON.stringify([{ amount, fundChannel }]),
  };
}

function refundFields({ payment }: Trade, refund: Refund | undefined): Record<string, string> {
  if (!payment || !refund) return {};
  return {
    // All refunds so far, not this one alone.
    refund_fee: fenToYuan(refundedFen(payment)),
    gmt_refund: withMilliseconds(refund.at),
    out_biz_no: refund.outRequestNo,
  };
}

/** `2015-04-28 15:45:57.320`: the one time that carries milliseconds. */
function withMilliseconds(instant: Instant): string {
  return `${formatBeijing(instant)}.${String(instant % 1000).padStart(3, '0')}`;
}

function isPresent(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined && entry[1] !== '';
}
