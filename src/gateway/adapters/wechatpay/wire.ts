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

/** What `/v3/pay/transactions/native` gives. */
export const nativeOrder = z.object({ code_url: z.string().min(1) });

/** What `/v3/pay/transactions/h5` gives. */
export const h5Order = z.object({ h5_url: z.url() });

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
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.string().default(''),
  }),
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
