import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureFault } from '../../src/gateway/adapters/wechatpay/platform-signature.ts';
import { requestString, signText } from '../../src/gateway/adapters/wechatpay/sign.ts';
import { REQUEST, SIGNED } from './official-vectors.ts';

/** It is not signed, and only names the key. */
const SERIAL = '45F59D4DABF31918AFCEC556D5D2C6E376675D57';

describe('the request that the documentation signs', () => {
  it('has the same signature from the adapter', async () => {
    const text = requestString(REQUEST, REQUEST.timestamp, REQUEST.nonce);
    expect(await signText(text, createPrivateKey(REQUEST.privateKey))).toBe(REQUEST.signature);
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
