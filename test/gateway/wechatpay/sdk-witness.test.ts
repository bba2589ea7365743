import { describe, expect, it } from 'vitest';
import WxPay from 'wechatpay-node-v3';
import { money } from '../../../src/money/index.ts';
import { issueCertificate } from '../../../src/sandbox/certificates.ts';
import { API_V3_KEY, channelTo, MERCHANT, openChannel, says, sealedBody, signedHeaders } from './stand-in.ts';

/**
 * An SDK, unmodified, as the third witness beside the adapter and the provider: what it signs, the adapter signs
 * to the same byte, and what it opens, the adapter opens.
 */
const name = { commonName: MERCHANT.mchid, organizationalUnit: '', organization: 'Test', country: 'CN' };
const sdk = new WxPay({
  appid: MERCHANT.appid,
  mchid: MERCHANT.mchid,
  publicKey: Buffer.from(
    await issueCertificate({
      subject: name,
      issuer: name,
      publicKey: MERCHANT.publicKey,
      issuerKey: MERCHANT.privateKey,
      serialNumber: MERCHANT.serialNo,
      authority: false,
      notBefore: Date.UTC(2025, 0, 1),
      notAfter: Date.UTC(2030, 0, 1),
    }),
  ),
  privateKey: Buffer.from(MERCHANT.privateKey),
  serial_no: MERCHANT.serialNo,
  key: API_V3_KEY,
});

const sale = {
  payment: 'pay_0001',
  method: 'qr',
  amount: money('CNY', 8888n),
  title: '寄卖 & 鉴定：50% + "1"',
  notifyUrl: 'https://shop.test/notifications',
};

describe('the SDK', () => {
  it('signs the same requests to the same byte', async () => {
    const { channel, received } = await channelTo(says({ code_url: 'weixin://wxpay/bizpayurl?pr=1' }));
    await channel.collect(sale);
    await channel.query('pay_0001');
    expect(received).toHaveLength(2);
    for (const { method, url, body, headers } of received) {
      const [, nonce = ''] = /nonce_str="(\w+)"/.exec(String(headers.authorization)) ?? [];
      const [, timestamp = ''] = /timestamp="(\d+)"/.exec(String(headers.authorization)) ?? [];
      const content = body === '' ? undefined : JSON.parse(body);
      const signature = sdk.getSignature(method, nonce, timestamp, url, content);
      expect(headers.authorization).toBe(sdk.getAuthorization(nonce, timestamp, signature));
    }
  });

  it('opens the same notification', async () => {
    const transaction = {
      appid: MERCHANT.appid,
      mchid: MERCHANT.mchid,
      out_trade_no: 'pay_0001',
      transaction_id: '4200002026042200000000000001',
      trade_state: 'SUCCESS',
      amount: { total: 8888, currency: 'CNY' },
    };
    const body = sealedBody('TRANSACTION.SUCCESS', transaction);
    const { ciphertext, associated_data, nonce } = JSON.parse(body).resource;
    expect(sdk.decipher_gcm(ciphertext, associated_data, nonce)).toEqual(transaction);
    const headers = new Headers(signedHeaders(body));
    expect(await openChannel().readNotification(headers, body)).toMatchObject({ payment: 'pay_0001' });
  });
});
