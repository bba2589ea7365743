import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';

/** What AEAD_AES_256_GCM is given beside the key and the text. */
export interface AeadParameters {
  /** Its bytes are the nonce: twelve, or sixteen for a bill. */
  readonly nonce: string;
  readonly associatedData: string;
}

const TAG_BYTES = 16;

/** AEAD_AES_256_GCM. @returns base64 of the ciphertext with the tag behind it */
export function seal(plain: string, key: KeyObject, parameters: AeadParameters): string {
  return sealBytes(Buffer.from(plain), key, parameters).toString('base64');
}

/** The same for a file. @param key or the 32 bytes of one */
export function sealBytes(
  plain: Uint8Array,
  key: KeyObject | Uint8Array,
  { nonce, associatedData }: AeadParameters,
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined when it was not sealed so */
export function unseal(sealed: string, key: KeyObject, parameters: AeadParameters): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, parameters.nonce);
  decipher.setAAD(Buffer.from(parameters.associatedData));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Sensitive fields, such as names: RSAES-OAEP with SHA-1 and MGF1. */
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };

/** @returns base64 */
export function encryptField(plain: string, publicKey: KeyObject): string {
  return publicEncrypt({ key: publicKey, ...OAEP }, Buffer.from(plain)).toString('base64');
}

/** @returns undefined when it was not encrypted for this key */
export function decryptField(encrypted: string, privateKey: KeyObject): string | undefined {
  try {
    return privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(encrypted, 'base64')).toString('utf8');
  } catch {
    return undefined;
  }
}
