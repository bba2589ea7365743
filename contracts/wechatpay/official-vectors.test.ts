import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  privateDecrypt,
  X509Certificate,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encryptField } from '../../src/gateway/adapters/wechatpay/encrypt.ts';
import { signatureFault } from '../../src/gateway/adapters/wechatpay/platform-signature.ts';
import { payString, requestString, signText } from '../../src/gateway/adapters/wechatpay/sign.ts';
import { unseal } from '../../src/gateway/adapters/wechatpay/unseal.ts';
import type { Sealed } from '../../src/gateway/adapters/wechatpay/wire.ts';
import {
  API_V3_KEY,
  ENCRYPTED_FIELD,
  INVOCATIONS,
  REQUEST,
  SEALED,
  SEALED_CERTIFICATE,
  SIGNED,
} from './official-vectors.ts';

const apiV3Key = createSecretKey(API_V3_KEY, 'utf8');

/** It is not signed, and only names the key. */
const SERIAL = '45F59D4DABF31918AFCEC556D5D2C6E376675D57';

describe('the request that the documentation signs', () => {
  it('has the same signature from the adapter', async () => {
    const text = requestString(REQUEST, REQUEST.timestamp, REQUEST.nonce);
    expect(await signText(text, createPrivateKey(REQUEST.privateKey))).toBe(REQUEST.signature);
  });
});

describe.each(INVOCATIONS)('the payment of $of', ({ appid, timestamp, nonce, last, signature }) => {
  it('has the same signature from the adapter', async () => {
    const text = payString(appid, timestamp, nonce, last);
    expect(await signText(text, createPrivateKey(REQUEST.privateKey))).toBe(signature);
  });
});

describe('what the official Java SDK opens', () => {
  it('is opened by the adapter', () => {
    expect(unseal(sealed(SEALED), apiV3Key)).toBe(SEALED.text);
  });

  it('is a certificate of WeChat Pay, where it was a list of them', () => {
    const pem = unseal(sealed(SEALED_CERTIFICATE), apiV3Key) ?? '';
    expect(new X509Certificate(pem).serialNumber).toBe(SEALED_CERTIFICATE.serial);
  });

  it('is not opened under another key', () => {
    expect(unseal(sealed(SEALED), createSecretKey('x'.repeat(32), 'utf8'))).toBeUndefined();
  });

  function sealed(of: Omit<Sealed, 'algorithm'>): Sealed {
    return { algorithm: 'AEAD_AES_256_GCM', ...of };
  }
});

describe('a name that the adapter encrypts', () => {
  it('is read as the official Java SDK reads what it is sent', () => {
    const { privateKey } = ENCRYPTED_FIELD;
    const encrypted = encryptField('顺丰速运', createPublicKey(privateKey));
    const [padding, oaepHash] = [constants.RSA_PKCS1_OAEP_PADDING, 'sha1'];
    const read = (text: string) =>
      privateDecrypt({ key: privateKey, padding, oaepHash }, Buffer.from(text, 'base64')).toString();
    expect([read(ENCRYPTED_FIELD.ciphertext), read(encrypted)]).toEqual([ENCRYPTED_FIELD.text, '顺丰速运']);
  });
});

describe.each(SIGNED)('$of', ({ timestamp, nonce, signature, body, key }) => {
  const headers = new Headers({
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': SERIAL,
    'Wechatpay-Signature': signature,
  });
  const keys = { find: async () => createPublicKey(key) };
  const now = Number(timestamp) * 1000;

  it('is genuine to the adapter', async () => {
    expect(await signatureFault(headers, body, keys, now)).toBeUndefined();
  });

  it('is not with one character changed', async () => {
    const changed = body.replace('"', ' "');
    expect(await signatureFault(headers, changed, keys, now)).toBe('its signature does not verify');
  });
});
