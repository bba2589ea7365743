import { createPublicKey } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';
import { openAnswer } from '../../src/gateway/adapters/alipay/answer.ts';
import { alipayChannel } from '../../src/gateway/adapters/alipay/index.ts';
import { money } from '../../src/money/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { PAYMENT_NOTIFICATION, PROTOCOL_ERROR, SUCCESS } from './official-vectors.ts';

const appPrivateKey = TEST_KEY_PAIRS[0]?.privateKey ?? '';

describe('an answer that Alipay itself has signed', () => {
  it.each([SUCCESS, PROTOCOL_ERROR])('verifies in the adapter: $method', async (vector) => {
    const opened = await openAnswer(vector.body, vector.method, createPublicKey(vector.alipayPublicKey));
    expect(opened).toMatchObject({ ok: true });
  });

  it.each([SUCCESS, PROTOCOL_ERROR])(
    'verifies no more with one character changed: $method',
    async (vector) => {
      const changed = vector.body.replace('"msg":"', '"msg":"!');
      const opened = await openAnswer(changed, vector.method, createPublicKey(vector.alipayPublicKey));
      expect(opened).toEqual({ ok: false, reason: 'the signature of the answer does not verify' });
    },
  );

  it('is read in UTF-8', async () => {
    const key = createPublicKey(PROTOCOL_ERROR.alipayPublicKey);
    const opened = await openAnswer(PROTOCOL_ERROR.body, PROTOCOL_ERROR.method, key);
    expect(opened).toMatchObject({
      answer: { code: '40003', sub_code: 'isv.decryption-error-unknown', sub_msg: '解密出错, 未知错误' },
    });
  });
});

describe('a notification that Alipay itself has signed', () => {
  const { fields, alipayPublicKey } = PAYMENT_NOTIFICATION;
  const channel = alipayChannel(
    {
      gateway: 'https://openapi.alipay.com/gateway.do',
      appId: fields.app_id,
      appPrivateKey,
      alipayPublicKey,
      sellerId: fields.seller_id,
    },
    { transport: fetch, now: () => 0, newNonce: () => 'none' },
  );

  it('is read by the adapter', async () => {
    const body = new URLSearchParams(fields).toString();
    expect(await channel.readNotification(new Headers(), body)).toEqual({
      kind: 'payment_succeeded',
      payment: fields.out_trade_no,
      paid: money('CNY', 10n),
      providerReference: fields.trade_no,
    });
  });

  it('is refused with another amount', async () => {
    const body = new URLSearchParams({ ...fields, total_amount: '0.11' }).toString();
    expect(await channel.readNotification(new Headers(), body)).toBeUndefined();
  });

  it('is genuine to the official SDK, too', () => {
    const sdk = new AlipaySdk({
      appId: fields.app_id,
      privateKey: appPrivateKey,
      keyType: 'PKCS8',
      alipayPublicKey,
    });
    expect(sdk.checkNotifySignV2(fields)).toBe(true);
  });
});
