import { createDecipheriv, type KeyObject } from 'node:crypto';
import type { Sealed } from './wire.ts';

const TAG_BYTES = 16;

/** @returns undefined when it was not sealed under this key, or has been changed */
export function unseal({ ciphertext, nonce, associated_data }: Sealed, key: KeyObject): string | undefined {
  const bytes = Buffer.from(ciphertext, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(associated_data));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // The nonce or the tag has not its length, or the tag is not this text's.
    return undefined;
  }
}
