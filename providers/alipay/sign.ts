import { sign as cryptoSign, verify as cryptoVerify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signing } from '../../src/sandbox/index.ts';

// The form with a callback runs on libuv's threads; an RSA signature would hold the event loop for long.
const signOffThread = promisify(cryptoSign);

/** RSA2, as Alipay calls it: RSASSA-PKCS1-v1_5 over SHA-256. */
const RSA2 = 'sha256';

/**
 * The text that a signature covers: every parameter that has a value, sorted by name, as `name=value` joined
 * with `&`, nothing encoded. Empty values are left out (a real gateway's own string shows it:
 * github.com/fzlee/alipay/issues/54, where an empty return_url was sent).
 *
 * @param leftOut `sign` in a request; `sign` and `sign_type` in a notification or a return
 */
export function signingString(parameters: ReadonlyMap<string, string>, leftOut: readonly string[]): string {
  return [...parameters]
    .filter(([name, value]) => value !== '' && !leftOut.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** @returns base64 */
export async function sign(text: string, privateKey: KeyObject): Promise<string> {
  return (await signOffThread(RSA2, Buffer.from(text), privateKey)).toString('base64');
}

/** As {@link sign}, by the key and with the truth that are asked for. */
export async function signAs(
  { key, signature }: Signing,
  text: string,
  keys: { readonly platformPrivateKey: KeyObject; readonly retiredPrivateKey: () => Promise<KeyObject> },
): Promise<string> {
  return signature(
    await sign(text, key === 'old' ? await keys.retiredPrivateKey() : keys.platformPrivateKey),
  );
}

/**
 * At once: verifying takes a fifteenth of the time of signing, less than handing it to another thread costs.
 *
 * @param signature base64
 */
export function verify(text: string, signature: string, publicKey: KeyObject): boolean {
  return cryptoVerify(RSA2, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}
