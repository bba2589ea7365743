import { type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** RSASSA-PKCS1-v1_5 over SHA-256: the one scheme that is spoken. */
export const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const ALGORITHM = 'RSA-SHA256';

// With a callback these run on the thread pool, so that signing does not hold up other requests.
const signOffThread = promisify<string, Buffer, KeyObject, Buffer>(sign);
const verifyOffThread = promisify<string, Buffer, KeyObject, Buffer, boolean>(verify);

/** A request, as its signature sees it. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, as they go over the wire. */
  readonly path: string;
  /** Empty for a GET. */
  readonly body: string;
}

/** What a request's signature covers (pay.weixin.qq.com/doc/v3/merchant/4012365336). */
export function requestString({ method, path, body }: SignedRequest, timestamp: string, nonce: string) {
  return `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
}

/** What the signature of an answer or a notification covers (pay.weixin.qq.com/doc/v3/merchant/4013053420). */
export function answerString(timestamp: string, nonce: string, body: string): string {
  return `${timestamp}\n${nonce}\n${body}\n`;
}

/**
 * What the signature of a payment that the buyer's device starts covers (调起支付;
 * wechatpay-skills, 签名与验签规则).
 *
 * @param last `prepay_id=…` for a page or mini program, the bare id for an app
 */
export function payString(appid: string, timestamp: string, nonce: string, last: string): string {
  return `${appid}\n${timestamp}\n${nonce}\n${last}\n`;
}

/** @returns the signature in base64 */
export async function signText(text: string, privateKey: KeyObject): Promise<string> {
  const signature = await signOffThread(ALGORITHM, Buffer.from(text), privateKey);
  return signature.toString('base64');
}

/** @param signature in base64; anything else does not verify */
export function verifyText(text: string, signature: string, publicKey: KeyObject): Promise<boolean> {
  return verifyOffThread(ALGORITHM, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}
