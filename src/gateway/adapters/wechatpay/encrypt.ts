import { constants, type KeyObject, publicEncrypt } from 'node:crypto';

/**
 * Encrypts a name for WeChat Pay (敏感信息加密): RSAES-OAEP with SHA-1, as the official SDKs do
 * (wechatpay-java, RSAPrivacyEncryptor).
 *
 * @returns base64
 */
export function encryptField(text: string, publicKey: KeyObject): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, Buffer.from(text)).toString('base64');
}
