import { z } from 'zod';
import type { Instant } from '../../src/time/index.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Rules } from './rules.ts';
import type { Terms, TradeType } from './trade.ts';
import { amountFen, appid, currency, mchid, merchantNo, notifyUrl, parseMoment, text } from './wire.ts';

const openid = text(128);

/** What every way to place an order takes. Anything else in it is read over. */
const orderContent = z.object({
  description: text(127),
  out_trade_no: merchantNo(32, 6),
  time_expire: text(64).optional(),
  attach: z.string().max(128).optional(),
  goods_tag: z.string().max(32).optional(),
  notify_url: notifyUrl,
  amount: z.object({ total: amountFen, currency }),
  settle_info: z.object({ profit_sharing: z.boolean().optional() }).optional(),
});

/** Ordered by the merchant itself. */
export const directContent = orderContent.extend({
  appid,
  mchid,
  payer: z.object({ openid: openid.optional() }).optional(),
});

/** Ordered by a service provider for a sub-merchant. */
export const partnerContent = orderContent.extend({
  sp_appid: appid,
  sp_mchid: mchid,
  sub_appid: appid.optional(),
  sub_mchid: mchid,
  payer: z.object({ sp_openid: openid.optional(), sub_openid: openid.optional() }).optional(),
});

/** H5 asks where the buyer is. */
export const h5Scene = {
  scene_info: z.object({
    payer_client_ip: text(45),
    h5_info: z.object({ type: text(32) }),
  }),
};

type OrderContent = z.output<typeof orderContent>;

/** Both ways of ordering, brought to one. */
export interface OrderRequest extends OrderContent {
  readonly appid: string;
  readonly mchid: string;
  readonly subAppid?: string | undefined;
  readonly subMchid?: string | undefined;
  readonly openid?: string | undefined;
  readonly isSubOpenid: boolean;
}

export function ofMerchant(content: z.output<typeof directContent>): OrderRequest {
  return { ...content, openid: content.payer?.openid, isSubOpenid: false };
}

export function ofPartner(content: z.output<typeof partnerContent>): OrderRequest {
  const { sp_appid, sp_mchid, sub_appid: subAppid, sub_mchid: subMchid, payer, ...rest } = content;
  const openid = payer?.sp_openid ?? payer?.sub_openid;
  return {
    ...rest,
    appid: sp_appid,
    mchid: sp_mchid,
    subAppid,
    subMchid,
    openid,
    isSubOpenid: payer?.sp_openid === undefined && payer?.sub_openid !== undefined,
  };
}

type TermsReason = 'time_expire_passed' | 'openid_missing' | 'openid_wrong' | 'parameter_wrong';

export function readTerms(
  request: OrderRequest,
  tradeType: TradeType,
  now: Instant,
): { readonly ok: true; readonly terms: Terms } | Refusal<TermsReason> {
  const { openid: payer, isSubOpenid, time_expire } = request;
  if (tradeType === 'JSAPI' && payer === undefined) return refuse('openid_missing');
  if (payer !== undefined && !/^o[\w-]{5,}$/.test(payer)) return refuse('openid_wrong');
  const expiresAt = time_expire === undefined ? undefined : parseMoment(time_expire);
  if (time_expire !== undefined && expiresAt === undefined) {
    return refuse('parameter_wrong', 'time_expire is of the form 2018-06-08T10:34:56+08:00');
  }
  if (expiresAt !== undefined && expiresAt <= now) return refuse('time_expire_passed');
  return {
    ok: true,
    terms: {
      outTradeNo: request.out_trade_no,
      totalFen: request.amount.total,
      description: request.description,
      tradeType,
      appid: request.appid,
      notifyUrl: request.notify_url,
      profitSharing: request.settle_info?.profit_sharing ?? false,
      ...present({
        subAppid: request.subAppid,
        subMchid: request.subMchid,
        attach: request.attach,
        goodsTag: request.goods_tag,
        openid: payer,
        expiresAt,
      }),
      ...(isSubOpenid ? { isSubOpenid } : {}),
    },
  };
}

/** An unpaid order ends when the merchant says so, and after a week at the latest. */
export function closesAt({ expiresAt }: Pick<Terms, 'expiresAt'>, rules: Rules, now: Instant): Instant {
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + rules.orderClosesAfterMs);
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Leaves out what is undefined. */
export function present<T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
