import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** AES in CBC mode with an IV of zeros and PKCS#7 padding (opendocs.alipay.com/common/02mse3). */
const ZERO_IV = Buffer.alloc(16);
const ALGORITHM = 'aes-128-cbc';

/** @returns base64 */
export function encrypt(text: string, key: KeyObject): string {
  const cipher = createCipheriv(ALGORITHM, key, ZERO_IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** @returns undefined when it was not encrypted with this key */
export function decrypt(base64: string, key: KeyObject): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, ZERO_IV);
  try {
    return Buffer.concat([decipher.update(base64, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
