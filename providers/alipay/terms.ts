import { z } from 'zod';
import { type DurationMs, formatBeijing, type Instant, parseBeijing } from '../../src/time/index.ts';
import { INSTALMENTS } from './means.ts';
import type { Refusal } from './state.ts';
import type { Terms } from './trade.ts';
import { amountFen, flag, text } from './wire.ts';

/** `total_amount` lies in [0.01, 100000000]. */
const MOST_TOTAL_FEN = 10_000_000_000n;

const DAY_MS: DurationMs = 86_400_000;
const UNIT_MS: Readonly<Record<string, DurationMs>> = { m: 60_000, h: 3_600_000, d: DAY_MS };

/** What every way to place an order takes. Anything else in it is read over. */
export const orderContent = z.object({
  out_trade_no: text(64),
  total_amount: amountFen,
  subject: text(256),
  body: text(128).optional(),
  product_code: text(64).optional(),
  passback_params: text(512).optional(),
  timeout_express: z
    .string()
    .regex(/^(?:[1-9]\d{0,4}[mhd]|1c)$/)
    .optional(),
  time_expire: z.string().optional(),
  extend_params: z
    .object({
      hb_fq_num: z.coerce
        .number()
        .refine((number) => INSTALMENTS.includes(number), `one of ${INSTALMENTS.join(', ')}`)
        .optional(),
      hb_fq_seller_percent: z
        .union([z.string(), z.number()])
        .transform(String)
        .pipe(z.enum(['0', '100']))
        .optional(),
      royalty_freeze: flag.optional(),
    })
    .optional(),
  sub_merchant: z.object({ merchant_id: text(32) }).optional(),
  settle_info: z
    .object({
      settle_period_time: z
        .string()
        .regex(/^[1-9]\d{0,2}d$/)
        .refine((time) => Number.parseInt(time, 10) <= 365, '1d to 365d')
        .optional(),
    })
    .optional(),
});

export type OrderContent = z.output<typeof orderContent>;

export interface WayToOrder {
  readonly method: string;
  readonly productCode: string;
  readonly payableForMs: DurationMs;
}

export interface OrderRequest {
  readonly terms: Terms;
  readonly payableUntil: Instant;
}

/**
 * @param way how the merchant orders, and what holds there when it does not say
 */
export function readOrder(
  content: OrderContent,
  way: WayToOrder,
  now: Instant,
): ({ readonly ok: true } & OrderRequest) | Refusal {
  if (content.total_amount > MOST_TOTAL_FEN) return { ok: false, code: 'ACQ.TOTAL_FEE_EXCEED' };
  const payableUntil = readDeadline(content, way.payableForMs, now);
  if (payableUntil === undefined) {
    const why = 'timeout_express is 1m to 15d; time_expire is yyyy-MM-dd HH:mm:ss';
    return { ok: false, code: 'ACQ.INVALID_PARAMETER', why };
  }
  if (payableUntil <= now) return { ok: false, code: 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR' };
  return { ok: true, terms: readTerms(content, way), payableUntil };
}

function readTerms(content: OrderContent, { method, productCode }: WayToOrder): Terms {
  const { extend_params: extend, settle_info: settle } = content;
  return {
    method,
    outTradeNo: content.out_trade_no,
    totalFen: content.total_amount,
    subject: content.subject,
    productCode: content.product_code ?? productCode,
    sellerBearsFee: extend?.hb_fq_seller_percent === '100',
    heldUntilConfirmed: content.sub_merchant !== undefined || settle !== undefined,
    ...(extend?.royalty_freeze ? { frozenForSplits: true as const } : {}),
    ...(content.body === undefined ? {} : { body: content.body }),
    ...(content.passback_params === undefined ? {} : { passbackParams: content.passback_params }),
    ...(extend?.hb_fq_num === undefined ? {} : { instalments: extend.hb_fq_num }),
    ...(settle?.settle_period_time === undefined
      ? {}
      : { confirmsAfterMs: Number.parseInt(settle.settle_period_time, 10) * DAY_MS }),
  };
}

/** `time_expire` wins over `timeout_express`. @returns undefined when it is not as it should be */
function readDeadline(
  { time_expire, timeout_express }: OrderContent,
  payableForMs: DurationMs,
  now: Instant,
): Instant | undefined {
  if (time_expire !== undefined)
    return parseBeijing(time_expire.length === 16 ? `${time_expire}:00` : time_expire);
  if (timeout_express === undefined) return now + payableForMs;
  if (timeout_express === '1c') return endOfDay(now);
  const waitMs = Number.parseInt(timeout_express, 10) * (UNIT_MS[timeout_express.slice(-1)] ?? Number.NaN);
  return waitMs <= 15 * DAY_MS ? now + waitMs : undefined;
}

/** Midnight in Beijing. */
function endOfDay(now: Instant): Instant | undefined {
  const midnight = parseBeijing(`${formatBeijing(now).slice(0, 10)} 00:00:00`);
  return midnight === undefined ? undefined : midnight + DAY_MS;
}
