import { sign as cryptoSign, verify as cryptoVerify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signing } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { PlatformKey } from './credentials.ts';

// The form with a callback runs on libuv's threads; an RSA signature would hold the event loop for long.
const signOffThread = promisify(cryptoSign);

/** WECHATPAY2-SHA256-RSA2048: RSASSA-PKCS1-v1_5 over SHA-256. */
export const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const HASH = 'sha256';

/** What a request's signature covers: five lines, each ended (pay.weixin.qq.com/doc/v3/merchant/4012365336). */
export function requestString(parts: {
  readonly method: string;
  /** Path and query, as they went over the wire. */
  readonly url: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: string;
}): string {
  return lines(parts.method, parts.url, parts.timestamp, parts.nonce, parts.body);
}

/** What an answer's or a notification's signature covers. */
export function answerString(timestamp: string, nonce: string, body: string): string {
  return lines(timestamp, nonce, body);
}

/**
 * What the page, mini program or app signs before it calls up the wallet. The fourth line is where they
 * part: `prepay_id=…` for JSAPI and mini programs, the bare id for an app.
 */
export function payString(appid: string, timestamp: string, nonce: string, fourth: string): string {
  return lines(appid, timestamp, nonce, fourth);
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** @returns base64 */
export async function sign(text: string, privateKey: KeyObject): Promise<string> {
  return (await signOffThread(HASH, Buffer.from(text), privateKey)).toString('base64');
}

/** The headers that sign an answer or a notification, as they are asked for, and the string that they sign. */
export async function signatureHeaders(
  { ageMs, signature }: Signing,
  body: string,
  key: PlatformKey,
  { nonce, wireTime }: { readonly nonce: string; readonly wireTime: Instant },
): Promise<{ headers: Readonly<Record<string, string>>; canonical: string }> {
  const timestamp = String(Math.floor((wireTime - ageMs) / 1000));
  const canonical = answerString(timestamp, nonce, body);
  return {
    canonical,
    headers: {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': key.serial,
      'Wechatpay-Signature': signature(await sign(canonical, key.privateKey)),
      'Wechatpay-Signature-Type': SCHEME,
    },
  };
}

/**
 * At once: verifying takes a fifteenth of the time of signing, less than handing it to another thread costs.
 *
 * @param signature base64
 */
export function verify(text: string, signature: string, publicKey: KeyObject): boolean {
  return cryptoVerify(HASH, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}
