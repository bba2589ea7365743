import { z } from 'zod';
import { parseDecimal } from '../../../money/index.ts';

/** An amount in yuan, `88.88`, as Money. */
const yuan = z.string().transform((text, context) => {
  const amount = parseDecimal('CNY', text);
  if (amount) return amount;
  context.addIssue(`not an amount in yuan: ${text}`);
  return z.NEVER;
});

/** What `alipay.trade.precreate` gives. */
export const precreated = z.object({ out_trade_no: z.string(), qr_code: z.string().min(1) });

/** What `alipay.trade.query` gives. */
export const trade = z.object({
  out_trade_no: z.string(),
  trade_no: z.string().min(1),
  trade_status: z.enum(['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED']),
  total_amount: yuan,
  /** When the buyer paid. */
  send_pay_date: z.string().optional(),
  /** `0.00` until the buyer has paid. */
  buyer_pay_amount: yuan.optional(),
});

/** `alipay.trade.close` says no more than that it closed it. */
export const closed = z.object({ out_trade_no: z.string() });

/** What `alipay.trade.refund` gives. Its `refund_fee` is left alone: it is the sum of all refunds so far. */
export const refunded = z.object({ out_trade_no: z.string(), fund_change: z.string().optional() });

/** What `alipay.trade.fastpay.refund.query` gives about one refund: nothing, when it knows none. */
export const refundStatus = z.object({
  out_request_no: z.string().optional(),
  refund_status: z.string().optional(),
  refund_amount: yuan.optional(),
});

/** What `alipay.trade.royalty.relation.bind` gives. */
export const bound = z.object({ result_code: z.literal('SUCCESS') });

/** What `alipay.trade.order.settle` gives: all of a synchronous split is done. */
export const settled = z.object({ trade_no: z.string() });

/** What `alipay.trade.order.settle.query` gives, receiver by receiver. */
export const split = z.object({
  out_request_no: z.string(),
  royalty_detail_list: z.array(
    z.object({
      operation_type: z.string(),
      /** The account, of which Alipay may hide the middle: `208872****140864`. */
      trans_in: z.string(),
      amount: yuan,
      state: z.enum(['SUCCESS', 'FAIL', 'PROCESSING']),
      error_code: z.string().optional(),
      error_desc: z.string().optional(),
    }),
  ),
});

/** What `alipay.trade.order.onsettle.query` gives: what could still be split. */
export const unsettled = z.object({ unsettled_amount: yuan });

/** What `alipay.data.dataservice.bill.downloadurl.query` gives. */
export const billAddress = z.object({ bill_download_url: z.url({ protocol: /^https?$/ }) });

/** What every notification has. */
export const notificationEnvelope = z.object({
  app_id: z.string(),
  notify_type: z.string(),
  sign_type: z.literal('RSA2'),
  sign: z.string(),
});

/** A notification of `notify_type=trade_status_sync`. */
export const tradeNotification = z.object({
  seller_id: z.string(),
  out_trade_no: z.string().min(1),
  trade_no: z.string().min(1),
  trade_status: z.string(),
  total_amount: yuan,
  gmt_payment: z.string().optional(),
  gmt_refund: z.string().optional(),
  /** The sum of all refunds so far: `0.00` in the notification of an unpaid trade that was closed. */
  refund_fee: yuan.optional(),
  out_biz_no: z.string().optional(),
});
