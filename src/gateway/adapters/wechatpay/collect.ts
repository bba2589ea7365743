import type { z } from 'zod';
import type { CollectRequest, Presentation } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { runTogether } from './answer.ts';
import type { Gateway } from './gateway.ts';
import { payString } from './sign.ts';
import { h5Order, nativeOrder, prepaidOrder, shortened } from './wire.ts';

type Present = (gateway: Gateway, request: CollectRequest) => Promise<Outcome<Presentation>>;

/** How each method presents a payment, under our name and, for `native`, WeChat Pay's own. The first is the default. */
const PRESENT = new Map<string, Present>([
  ['qr', native],
  ['h5', h5],
  ['jsapi', jsapi],
  ['app', app],
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

/** A page for the buyer's phone to open outside WeChat, which calls WeChat up; to another address it is not shown. */
async function h5(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const { payerIp, returnUrl } = request;
  if (payerIp === undefined) {
    return refuse(
      'payer_ip_missing',
      'WeChat Pay shows the page only to the address of the payer that it was told',
    );
  }
  const scene = { payer_client_ip: payerIp, h5_info: { type: 'Wap' } };
  const placed = await place(gateway, 'h5', { ...sale(gateway, request), scene_info: scene }, h5Order);
  if (placed.kind !== 'succeeded') return placed;
  const { h5_url } = placed.value;
  const value = returnUrl === undefined ? h5_url : `${h5_url}&redirect_url=${encodeURIComponent(returnUrl)}`;
  return { kind: 'succeeded', value: { kind: 'redirect', value } };
}

/** What a page or mini program inside WeChat hands to `WeixinJSBridge` or `wx.requestPayment`. */
async function jsapi(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  if (request.payer === undefined) {
    return refuse('payer_missing', "WeChat Pay has to be told the buyer's openid");
  }
  const body = { ...sale(gateway, request), payer: { openid: request.payer } };
  const placed = await place(gateway, 'jsapi', body, prepaidOrder);
  if (placed.kind !== 'succeeded') return placed;
  const { appid } = gateway.merchant;
  const prepaid = `prepay_id=${placed.value.prepay_id}`;
  const { timestamp, nonce, signature } = await gateway.sign((at, once) =>
    payString(appid, at, once, prepaid),
  );
  return forTheDevice({
    appId: appid,
    timeStamp: timestamp,
    nonceStr: nonce,
    package: prepaid,
    signType: 'RSA',
    paySign: signature,
  });
}

/** What an app hands to WeChat's own library. */
async function app(gateway: Gateway, request: CollectRequest): Promise<Outcome<Presentation>> {
  const placed = await place(gateway, 'app', sale(gateway, request), prepaidOrder);
  if (placed.kind !== 'succeeded') return placed;
  const { appid, mchid } = gateway.merchant;
  const { prepay_id: prepayid } = placed.value;
  const { timestamp, nonce, signature } = await gateway.sign((at, once) =>
    payString(appid, at, once, prepayid),
  );
  return forTheDevice({
    appid,
    partnerid: mchid,
    prepayid,
    package: 'Sign=WXPay',
    noncestr: nonce,
    timestamp,
    sign: signature,
  });
}

function forTheDevice(parameters: object): Outcome<Presentation> {
  return { kind: 'succeeded', value: { kind: 'client_parameters', value: JSON.stringify(parameters) } };
}

function sale({ merchant }: Gateway, { payment, amount, title, notifyUrl, splits }: CollectRequest) {
  return {
    ...merchant,
    description: shortened(title, DESCRIPTION_LIMIT),
    out_trade_no: payment,
    notify_url: notifyUrl,
    amount: { total: amount.value, currency: 'CNY' },
    ...(splits ? { settle_info: { profit_sharing: true } } : {}),
  };
}

async function place<T>(
  gateway: Gateway,
  way: 'native' | 'h5' | 'jsapi' | 'app',
  body: object,
  shape: z.ZodType<T>,
): Promise<Outcome<T>> {
  const outcome = await gateway.call({ method: 'POST', path: `/v3/pay/transactions/${way}`, body }, shape);
  if (outcome.kind !== 'failed') return outcome;
  // An order is there under this number, and the buyer may have paid it: a query will tell.
  const isThere = ['ORDERPAID', 'OUTTRADENOUSED'].includes(runTogether(outcome.code));
  return isThere ? { kind: 'unknown', reason: outcome.code } : outcome;
}

function refuse(code: string, message: string): Outcome<never> {
  return { kind: 'failed', code, message };
}
