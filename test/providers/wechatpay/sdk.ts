import WxPay from 'wechatpay-node-v3';
import type { WechatpayWorld } from './open.ts';

type Pay = WxPay;

/** The SDK from npm, unmodified. Its origin is fixed, and its `createHttp` hook sends it elsewhere. */
export function openSdk({ credentials, client }: WechatpayWorld): Pay {
  const sdk = new WxPay({
    appid: credentials.appid,
    mchid: credentials.mchid,
    publicKey: Buffer.from(credentials.merchantCertificate),
    privateKey: Buffer.from(credentials.merchantPrivateKey),
    key: credentials.apiV3Key,
  });
  const send = async (url: string, init: RequestInit) => {
    const target = url.replace('https://api.mch.weixin.qq.com', credentials.origin);
    const response = await fetch(target, init);
    const isText = response.headers.get('content-type')?.startsWith('text/plain');
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    if (!response.ok) return { status: response.status, error: text };
    if (response.headers.get('wechatpay-signature')) client.verify(response.headers, text);
    return { status: response.status, data: isText ? bytes : text === '' ? {} : JSON.parse(text) };
  };
  sdk.createHttp({
    get: (url, headers) => send(url, { headers: given(headers) }),
    post: (url, body, headers) =>
      send(url, { method: 'POST', headers: given(headers), body: JSON.stringify(body) }),
    upload: () => Promise.reject(new Error('nothing is uploaded')),
  });
  return sdk;
}

/** The SDK sets a header to undefined where it has nothing to say. */
function given(headers: Record<string, string | undefined>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}
