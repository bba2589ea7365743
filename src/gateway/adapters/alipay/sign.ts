import { type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** Parameters of a request or a notification, by name, as they were before any encoding. */
export type Parameters = Readonly<Record<string, string>>;

/** `sign_type=RSA2`. RSA (SHA-1) is refused everywhere. */
const ALGORITHM = 'RSA-SHA256';

// With a callback these run on the thread pool, so that signing does not hold up other requests.
const signOffThread = promisify<string, Buffer, KeyObject, Buffer>(sign);
const verifyOffThread = promisify<string, Buffer, KeyObject, Buffer, boolean>(verify);

/**
 * The string that is signed: `name=value` in the order of the names, joined by `&`. Empty values are left
 * out, and so is what `leftOut` names: `sign` in a request, `sign_type` too in a notification.
 */
export function signingString(parameters: Parameters, leftOut: readonly string[]): string {
  return Object.entries(parameters)
    .filter(([name, value]) => value !== '' && !leftOut.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
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
