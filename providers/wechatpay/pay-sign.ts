import { z } from 'zod';
import type { Keys } from './credentials.ts';
import { APPID, MCHID } from './identities.ts';
import { payString, verify } from './sign.ts';
import type { TradeType } from './trade.ts';

/** What a page, mini program or app hands to the wallet (调起支付). */
export interface Invocation {
  readonly prepayId: string;
  readonly tradeType: TradeType;
  /** Why the wallet refuses it; undefined when its signature is good. */
  readonly fault?: string;
}

/** Of WeixinJSBridge and wx.requestPayment. */
const jsapiInvocation = z.object({
  appId: z.string().default(APPID),
  timeStamp: z.coerce.string(),
  nonceStr: z.string(),
  package: z.string().startsWith('prepay_id='),
  signType: z.string().optional(),
  paySign: z.string(),
});

/** Of the app SDK. It is spelled with or without capitals, by platform. */
const appInvocation = z.object({
  appid: z.string(),
  partnerid: z.string(),
  prepayid: z.string(),
  timestamp: z.coerce.string(),
  noncestr: z.string(),
  package: z.string().optional(),
  sign: z.string(),
});

/** @param token JSON of what the client was handed. @returns undefined when it is nothing of the kind */
export function readInvocation(token: string, keys: Keys): Invocation | undefined {
  const json = parseObject(token);
  if (!json) return undefined;
  const page = jsapiInvocation.safeParse(json);
  if (page.success) return pageInvocation(page.data, keys);
  const lowerCased = Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const app = appInvocation.safeParse(lowerCased);
  return app.success ? ofApp(app.data, keys) : undefined;
}

function pageInvocation(sent: z.output<typeof jsapiInvocation>, keys: Keys): Invocation {
  const prepayId = sent.package.slice('prepay_id='.length);
  const signed = (fourth: string) =>
    isSigned(payString(sent.appId, sent.timeStamp, sent.nonceStr, fourth), sent.paySign, keys);
  const found = { prepayId, tradeType: 'JSAPI' } as const;
  if (sent.appId !== APPID) return { ...found, fault: `appId is ${sent.appId}, not ${APPID}` };
  if (sent.signType !== undefined && sent.signType !== 'RSA') {
    return { ...found, fault: `signType is ${sent.signType}, not RSA` };
  }
  if (signed(sent.package)) return found;
  const hint = signed(prepayId)
    ? ': its fourth line is the bare id, as for an app; here it is prepay_id=…'
    : '';
  return { ...found, fault: `支付验证签名失败: paySign is wrong${hint}` };
}

function ofApp(sent: z.output<typeof appInvocation>, keys: Keys): Invocation {
  const { prepayid, appid, timestamp, noncestr } = sent;
  const signed = (fourth: string) => isSigned(payString(appid, timestamp, noncestr, fourth), sent.sign, keys);
  const found = { prepayId: prepayid, tradeType: 'APP' } as const;
  if (appid !== APPID) return { ...found, fault: `appid is ${appid}, not ${APPID}` };
  if (sent.partnerid !== MCHID) return { ...found, fault: `partnerid is ${sent.partnerid}, not ${MCHID}` };
  if (signed(prepayid)) return found;
  const hint = signed(`prepay_id=${prepayid}`)
    ? ': its fourth line is prepay_id=…, as for a page; here it is the bare id'
    : '';
  return { ...found, fault: `支付验证签名失败: sign is wrong${hint}` };
}

function isSigned(text: string, signature: string, { merchantPublicKey }: Keys): boolean {
  return verify(text, signature, merchantPublicKey);
}

function parseObject(token: string): Readonly<Record<string, unknown>> | undefined {
  if (!token.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
