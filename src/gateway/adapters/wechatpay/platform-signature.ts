import type { KeyObject } from 'node:crypto';
import type { DurationMs, Instant } from '../../../time/index.ts';
import { answerString, verifyText } from './sign.ts';

/** Finds what WeChat Pay signs with, by a platform certificate's serial number or by `PUB_KEY_ID_…`. */
export interface KeyFinder {
  find(serial: string): Promise<KeyObject | undefined>;
}

/** How far WeChat Pay's clock may be from ours: what is older may have been recorded and sent again. */
const WINDOW_MS: DurationMs = 300_000;

/**
 * Checks that WeChat Pay has signed an answer or a notification, just now. Its probes, whose signature begins
 * `WECHATPAY/SIGNTEST/`, are not signed: who takes one for genuine is found out.
 *
 * @param body as it came
 * @returns what is wrong; undefined when nothing is
 */
export async function signatureFault(
  headers: Headers,
  body: string,
  keys: KeyFinder,
  now: Instant,
): Promise<string | undefined> {
  const timestamp = headers.get('wechatpay-timestamp') ?? '';
  const nonce = headers.get('wechatpay-nonce') ?? '';
  const serial = headers.get('wechatpay-serial') ?? '';
  const signature = headers.get('wechatpay-signature') ?? '';
  if (signature === '') return 'it is not signed';
  if (!/^\d{1,12}$/.test(timestamp)) return `its timestamp is not in seconds: ${timestamp}`;
  if (Math.abs(now - Number(timestamp) * 1000) > WINDOW_MS)
    return `its timestamp is not of now: ${timestamp}`;
  const key = await keys.find(serial);
  if (!key) return `it is signed with a key that is not known: ${serial}`;
  const verified = await verifyText(answerString(timestamp, nonce, body), signature, key);
  return verified ? undefined : 'its signature does not verify';
}
