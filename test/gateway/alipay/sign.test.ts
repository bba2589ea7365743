import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signingString, signText, verifyText } from '../../../src/gateway/adapters/alipay/sign.ts';
import { APP, STRANGER } from './stand-in.ts';

describe('the string that is signed', () => {
  it('is sorted by name, raw, without the signature and without what is empty', () => {
    const parameters = {
      version: '1.0',
      app_id: '2021',
      biz_content: '{"a":"b & c=d+e"}',
      return_url: '',
      sign: 'x',
    };
    expect(signingString(parameters, ['sign'])).toBe('app_id=2021&biz_content={"a":"b & c=d+e"}&version=1.0');
  });

  it('is in the order of the characters, as everybody else sorts', () => {
    expect(signingString({ b: '1', B: '2', a_b: '3', a: '4', ab: '5' }, [])).toBe('B=2&a=4&a_b=3&ab=5&b=1');
  });
});

describe('a signature', () => {
  const publicKey = createPublicKey(APP.publicKey);
  const text = '寄卖=1';

  it('verifies by the key it was made with, over UTF-8', async () => {
    const signature = await signText(text, createPrivateKey(APP.privateKey));
    expect(await verifyText(text, signature, publicKey)).toBe(true);
    expect(await verifyText(text, signature, createPublicKey(STRANGER.publicKey))).toBe(false);
  });

  it.each(['', 'AAAA', 'not base64 at all!', '='.repeat(344)])('is not %j', async (signature) => {
    expect(await verifyText(text, signature, publicKey)).toBe(false);
  });
});
