import { z } from 'zod';
import { money } from '../../../money/index.ts';

/** An amount in fen, which is a JSON integer, as Money. */
const fen = z
  .int()
  .nonnegative()
  .transform((amount) => money('CNY', BigInt(amount)));

/** Some answers leave it out; none of ours is in another one. */
const currency = z.literal('CNY').default('CNY');

/** What a text from outside may become at most, in UTF-16 code units; no character is cut in half. */
export function shortened(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
}

/** Text as JSON. @returns undefined when it is none; nothing at all, as in a 204, is undefined too */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is said instead of a success. */
export const refusal = z.object({ code: z.string().min(1), message: z.string().default('') });

/** What is sealed for the merchant: AEAD_AES_256_GCM under its APIv3 key. */
const sealed = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  /** Base64; the tag is behind the text. */
  ciphertext: z.string(),
  nonce: z.string(),
  associated_data: z.string().default(''),
});
export type Sealed = z.infer<typeof sealed>;

/** What `/v3/certificates` gives: one certificate, or two while one takes over from the other. */
export const certificateList = z.object({
  data: z.array(
    z.object({
      serial_no: z.string().min(1),
      expire_time: z.iso.datetime({ offset: true }),
      encrypt_certificate: sealed,
    }),
  ),
});

/** What `/v3/pay/transactions/native` gives. */
export const nativeOrder = z.object({ code_url: z.string().min(1) });

/** What `/v3/pay/transactions/h5` gives. */
export const h5Order = z.object({ h5_url: z.url() });

/** What `/v3/pay/transactions/jsapi` and `…/app` give. */
export const prepaidOrder = z.object({ prepay_id: z.string().min(1) });

/** A close says no more than 204. */
export const nothing = z.undefined();

const tradeState = z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']);

/** An order as a query finds it. */
export function order(payment: string) {
  return z.object({
    out_trade_no: z.literal(payment),
    /** Once it is paid. */
    transaction_id: z.string().optional(),
    trade_state: tradeState,
    /** `total` is the price, whatever coupons of WeChat Pay's own the buyer had. */
    amount: z.object({ total: fen, currency }),
  });
}

/** A refund, from whoever asked for it or asks after it. */
export function refundOf(payment: string, refund: string) {
  return z.object({
    out_trade_no: z.literal(payment),
    out_refund_no: z.literal(refund),
    status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']),
    amount: z.object({ refund: fen, currency }),
  });
}

/** What every notification has. */
export const notificationEnvelope = z.object({
  event_type: z.string(),
  resource: sealed,
});

/** What is sealed in a notification of `TRANSACTION.SUCCESS`. */
export const paidTransaction = z.object({
  appid: z.string(),
  mchid: z.string(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  trade_state: z.string(),
  amount: z.object({ total: fen, currency }),
});

/** What is sealed in a notification of a refund, whatever became of it. */
export const changedRefund = z.object({
  mchid: z.string(),
  out_trade_no: z.string().min(1),
  out_refund_no: z.string().min(1),
});

/** A receiver, as it was added. */
export function receiverOf({ type, account }: { readonly type: string; readonly account: string }) {
  return z.object({ type: z.literal(type), account: z.literal(account) });
}

/** What became of one receiver's share. */
const share = z.object({
  type: z.string(),
  account: z.string(),
  amount: fen,
  result: z.enum(['PENDING', 'SUCCESS', 'CLOSED']),
  fail_reason: z.string().optional(),
});

/** A request to share or to unfreeze, as it stands. That it is FINISHED does not say that a share succeeded. */
export function sharingOf(transaction: string, number: string) {
  return z.object({
    transaction_id: z.literal(transaction),
    out_order_no: z.literal(number),
    state: z.enum(['PROCESSING', 'FINISHED']),
    receivers: z.array(share),
  });
}

/** What of a payment is still frozen. */
export function unsplitOf(transaction: string) {
  return z.object({ transaction_id: z.literal(transaction), unsplit_amount: fen });
}

/** What became of a share that was to be given back. */
export function sharingReturnOf(split: string, number: string) {
  return z.object({
    out_order_no: z.literal(split),
    out_return_no: z.literal(number),
    result: z.enum(['PROCESSING', 'SUCCESS', 'FAILED']),
    fail_reason: z.string().optional(),
    amount: fen,
  });
}

/** Where a bill is, for half a minute, and how to tell that it is the right one. */
export const billAddress = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-f]{40}$/i),
  download_url: z.url(),
});
