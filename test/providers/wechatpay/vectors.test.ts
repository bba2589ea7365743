import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  API_V3_KEY,
  ENCRYPTED_FIELD,
  INVOCATIONS,
  REQUEST,
  SEALED,
  SIGNED,
} from '../../../contracts/wechatpay/official-vectors.ts';
import { decryptField, seal, unseal } from '../../../providers/wechatpay/encrypt.ts';
import { answerString, payString, requestString, sign, verify } from '../../../providers/wechatpay/sign.ts';

describe('what WeChat Pay itself has signed', () => {
  const privateKey = createPrivateKey(REQUEST.privateKey);

  it('of a request', async () => {
    const { path: url, ...request } = REQUEST;
    expect(await sign(requestString({ ...request, url }), privateKey)).toBe(REQUEST.signature);
  });

  it.each(INVOCATIONS)('of the payment of $of', async ({ appid, timestamp, nonce, last, signature }) => {
    expect(await sign(payString(appid, timestamp, nonce, last), privateKey)).toBe(signature);
  });

  it.each(SIGNED)('of $of', ({ timestamp, nonce, signature, body, key }) => {
    const canonical = answerString(timestamp, nonce, body);
    expect(verify(canonical, signature, createPublicKey(key))).toBe(true);
    expect(verify(canonical.replace('"', ' "'), signature, createPublicKey(key))).toBe(false);
  });
});

describe('AEAD_AES_256_GCM', () => {
  const key = createSecretKey(API_V3_KEY, 'utf8');
  const { text, ciphertext, nonce, associated_data: associatedData } = SEALED;
  const parameters = { nonce, associatedData };

  it('seals and opens as the official Java SDK does', () => {
    expect(seal(text, key, parameters)).toBe(ciphertext);
    expect(unseal(ciphertext, key, parameters)).toBe(text);
  });

  it('opens nothing that was changed', () => {
    expect(unseal(ciphertext, key, { ...parameters, associatedData: 'transaction' })).toBeUndefined();
    expect(unseal(`A${ciphertext.slice(1)}`, key, parameters)).toBeUndefined();
    expect(unseal('AAAA', key, parameters)).toBeUndefined();
  });
});

describe('RSAES-OAEP', () => {
  const { text, ciphertext, privateKey } = ENCRYPTED_FIELD;

  it('decrypts what the official Java SDK does', () => {
    expect(decryptField(ciphertext, createPrivateKey(privateKey))).toBe(text);
  });

  it('decrypts nothing else', () => {
    expect(decryptField('MTIzNA==', createPrivateKey(privateKey))).toBeUndefined();
  });
});
