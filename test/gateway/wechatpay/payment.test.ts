import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import {
  CREDENTIALS,
  channelTo,
  MERCHANT,
  openChannel,
  PUBLIC_KEY,
  type Received,
  refusal,
  says,
  saysOf,
} from './stand-in.ts';

const PAYMENT = 'pay_0001';
const CODE_URL = 'weixin://wxpay/bizpayurl?pr=JyC91EIz1';
const QUERY = `GET /v3/pay/transactions/out-trade-no/${PAYMENT}?mchid=${MERCHANT.mchid}`;
const CLOSE = `POST /v3/pay/transactions/out-trade-no/${PAYMENT}/close`;
const sale = {
  payment: PAYMENT,
  method: 'qr',
  amount: money('CNY', 1_000_000n),
  title: '寄卖 & 鉴定：手表 50% + "1"',
  notifyUrl: 'https://shop.test/v1/notifications/wechatpay',
};

function order(trade_state: string, more: object = {}): object {
  return {
    appid: MERCHANT.appid,
    mchid: MERCHANT.mchid,
    out_trade_no: PAYMENT,
    trade_state,
    trade_state_desc: '说明',
    amount: { total: 1_000_000, currency: 'CNY' },
    ...more,
  };
}

const TRANSACTION_ID = '4200002026042200000000000001';
const paid = {
  transaction_id: TRANSACTION_ID,
  amount: { total: 1_000_000, payer_total: 999_000, currency: 'CNY', payer_currency: 'CNY' },
};
const succeeded = (value: object) => ({ kind: 'succeeded', value });
const asPaid = succeeded({
  state: 'succeeded',
  paid: money('CNY', 1_000_000n),
  providerReference: TRANSACTION_ID,
});

/** The five values of an Authorization header. */
function authorization({ headers }: Received): Record<string, string> {
  const pairs = String(headers.authorization).matchAll(/(\w+)="([^"]*)"/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
}

describe('collecting by a code', () => {
  const codeFor = says({ code_url: CODE_URL });

  it('presents the code', async () => {
    const { channel } = await channelTo(codeFor);
    expect(await channel.collect(sale)).toEqual(succeeded({ kind: 'qr', value: CODE_URL }));
  });

  it('is the default, and has the name that WeChat Pay gives it, too', async () => {
    const { channel } = await channelTo(codeFor);
    expect(channel.methods).toEqual(['qr', 'h5', 'jsapi', 'app', 'native']);
    expect(await channel.collect({ ...sale, method: 'native' })).toMatchObject({ value: { kind: 'qr' } });
  });

  it('posts the sale as JSON, its amount in whole fen', async () => {
    const { channel, received } = await channelTo(codeFor);
    await channel.collect({ ...sale, amount: money('CNY', 9_007_199_254_740_993n) });
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/v3/pay/transactions/native',
        headers: {
          accept: 'application/json',
          'user-agent': 'counterfoil',
          'content-type': 'application/json',
        },
      },
    ]);
    expect(received[0]?.body).toBe(
      `{"appid":"${MERCHANT.appid}","mchid":"${MERCHANT.mchid}","description":${JSON.stringify(sale.title)},` +
        `"out_trade_no":"${PAYMENT}","notify_url":"${sale.notifyUrl}",` +
        '"amount":{"total":9007199254740993,"currency":"CNY"}}',
    );
  });

  it('cuts a long title short, but no character in half', async () => {
    const { channel, received } = await channelTo(codeFor);
    await channel.collect({ ...sale, title: `${'包'.repeat(126)}👜👜` });
    expect(JSON.parse(received[0]?.body ?? '').description).toBe('包'.repeat(126));
  });

  it('has failed when WeChat Pay says so', async () => {
    const { channel } = await channelTo(says(refusal('ORDER_CLOSED'), 400));
    expect(await channel.collect(sale)).toEqual({ kind: 'failed', code: 'ORDER_CLOSED', message: '说明' });
  });

  it.each([
    [400, 'ORDER_PAID'],
    [400, 'ORDERPAID'],
    [403, 'OUT_TRADE_NO_USED'],
  ])('is unknown, not failed, when its number is taken, perhaps by a retry: %d %s', async (status, code) => {
    const { channel } = await channelTo(says(refusal(code), status));
    expect(await channel.collect(sale)).toEqual({ kind: 'unknown', reason: code });
  });

  it.each([
    ['instalments_not_supported', { instalments: 3 }],
    ['currency_not_supported', { amount: money('USD', 100n) }],
    ['method_not_supported', { method: 'micropay' }],
    ['method_not_supported', { method: 'constructor' }],
    ['payer_ip_missing', { method: 'h5' }],
    ['payer_missing', { method: 'jsapi' }],
  ])('is refused without asking WeChat Pay: %s', async (code, oddity) => {
    const { channel, received } = await channelTo(codeFor);
    expect(await channel.collect({ ...sale, ...oddity })).toMatchObject({ kind: 'failed', code });
    expect(received).toEqual([]);
  });
});

describe('collecting by a page', () => {
  const h5Url = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1&package=2';
  const page = { ...sale, method: 'h5', payerIp: '203.0.113.7' };

  it('presents where the phone goes', async () => {
    const { channel, received } = await channelTo(says({ h5_url: h5Url }));
    expect(await channel.collect(page)).toEqual(succeeded({ kind: 'redirect', value: h5Url }));
    expect(received[0]?.url).toBe('/v3/pay/transactions/h5');
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      out_trade_no: PAYMENT,
      scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } },
    });
  });

  it('brings the buyer back', async () => {
    const { channel } = await channelTo(says({ h5_url: h5Url }));
    const outcome = await channel.collect({ ...page, returnUrl: 'https://shop.test/thanks?a=b' });
    const value = `${h5Url}&redirect_url=https%3A%2F%2Fshop.test%2Fthanks%3Fa%3Db`;
    expect(outcome).toEqual(succeeded({ kind: 'redirect', value }));
  });
});

describe.each([
  ['jsapi', 'paySign', 'prepay_id=wx1'],
  ['app', 'sign', 'wx1'],
])('collecting by what the device hands to WeChat: %s', (method, signature, last) => {
  const prepaid = says({ prepay_id: 'wx1' });
  const start = { ...sale, method, payer: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };

  it('presents it signed by the merchant, over the fourth line that this way has', async () => {
    const { channel } = await channelTo(prepaid);
    const outcome = await channel.collect(start);
    expect(outcome).toMatchObject({ kind: 'succeeded', value: { kind: 'client_parameters' } });
    const handed = JSON.parse(outcome.kind === 'succeeded' ? outcome.value.value : '');
    const [timestamp, nonce] = [handed.timeStamp ?? handed.timestamp, handed.nonceStr ?? handed.noncestr];
    expect(timestamp).toBe('1776834855');
    const text = `${MERCHANT.appid}\n${timestamp}\n${nonce}\n${last}\n`;
    const bytes = Buffer.from(handed[signature], 'base64');
    expect(verify('RSA-SHA256', Buffer.from(text), MERCHANT.publicKey, bytes)).toBe(true);
  });

  it('is unknown when there is nothing to hand over', async () => {
    const { channel } = await channelTo(says({ prepay_id: '' }));
    expect(await channel.collect(start)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a payment that is to be split', () => {
  it.each(['qr', 'h5', 'jsapi', 'app'])('is frozen at WeChat Pay, by %s', async (method) => {
    const { channel, received } = await channelTo(says({}));
    await channel.collect({ ...sale, method, payer: 'o1234567', payerIp: '203.0.113.7', splits: true });
    expect(JSON.parse(received[0]?.body ?? '').settle_info).toEqual({ profit_sharing: true });
  });
});

describe('a request', () => {
  it('is signed over its method, its path with the query, the time, the nonce and the body', async () => {
    const { channel, received } = await channelTo(says({ code_url: CODE_URL }));
    await channel.collect(sale);
    await channel.query(PAYMENT);
    expect(received).toHaveLength(2);
    for (const request of received) {
      const { mchid, serial_no, timestamp, nonce_str, signature = '' } = authorization(request);
      expect({ mchid, serial_no, timestamp }).toEqual({
        mchid: MERCHANT.mchid,
        serial_no: MERCHANT.serialNo,
        timestamp: '1776834855',
      });
      const text = `${request.method}\n${request.url}\n${timestamp}\n${nonce_str}\n${request.body}\n`;
      const signed = Buffer.from(signature, 'base64');
      expect(verify('RSA-SHA256', Buffer.from(text), MERCHANT.publicKey, signed)).toBe(true);
    }
  });

  it('has a nonce of its own', async () => {
    const { channel, received } = await channelTo(says({ code_url: CODE_URL }));
    await channel.collect(sale);
    await channel.collect(sale);
    expect(received.map((request) => authorization(request).nonce_str)).toEqual(['nonce1', 'nonce2']);
  });

  it('names the public key, so that answers are signed with it', async () => {
    const { channel, received } = await channelTo(says(order('NOTPAY')));
    await channel.query(PAYMENT);
    expect(received[0]?.headers['wechatpay-serial']).toBe(PUBLIC_KEY.serial);
  });
});

describe('a query', () => {
  it.each([
    ['SUCCESS', order('SUCCESS', paid)],
    ['REFUND: it was paid first', order('REFUND', paid)],
  ])('finds it paid, at the price and not at what coupons left of it: %s', async (_state, answer) => {
    const { channel } = await channelTo(saysOf({ [QUERY]: [200, answer] }));
    expect(await channel.query(PAYMENT)).toEqual(asPaid);
  });

  it.each([
    ['CLOSED', 'closed'],
    ['REVOKED', 'closed'],
    ['NOTPAY', 'awaiting'],
    ['USERPAYING', 'awaiting'],
    ['PAYERROR', 'awaiting'],
  ])('finds %s %s', async (tradeState, state) => {
    const { channel } = await channelTo(saysOf({ [QUERY]: [200, order(tradeState)] }));
    expect(await channel.query(PAYMENT)).toEqual(succeeded({ state }));
  });

  it.each(['ORDER_NOT_EXIST', 'ORDERNOTEXIST'])('does not find it: %s', async (code) => {
    const { channel } = await channelTo(saysOf({ [QUERY]: [404, refusal(code)] }));
    expect(await channel.query(PAYMENT)).toEqual(succeeded({ state: 'not_found' }));
  });
});

describe('closing', () => {
  it('closes what awaits the buyer', async () => {
    const { channel, received } = await channelTo(saysOf({ [CLOSE]: [204] }));
    expect(await channel.close(PAYMENT)).toEqual(succeeded({ state: 'closed' }));
    expect(received[0]?.body).toBe(`{"mchid":"${MERCHANT.mchid}"}`);
  });

  it.each([
    [404, 'ORDERNOTEXIST'],
    [404, 'ORDER_NOT_EXIST'],
    [400, 'ORDER_CLOSED'],
  ])('takes what cannot be paid any more for closed: %d %s', async (status, code) => {
    const { channel } = await channelTo(saysOf({ [CLOSE]: [status, refusal(code)] }));
    expect(await channel.close(PAYMENT)).toEqual(succeeded({ state: 'closed' }));
  });

  it.each(['ORDER_PAID', 'ORDERPAID'])('finds that the buyer was faster: %s', async (code) => {
    const { channel } = await channelTo(
      saysOf({ [CLOSE]: [400, refusal(code)], [QUERY]: [200, order('SUCCESS', paid)] }),
    );
    expect(await channel.close(PAYMENT)).toEqual(asPaid);
  });

  it('has failed when WeChat Pay says so', async () => {
    const { channel } = await channelTo(saysOf({ [CLOSE]: [403, refusal('RULE_LIMIT')] }));
    expect(await channel.close(PAYMENT)).toMatchObject({ kind: 'failed', code: 'RULE_LIMIT' });
  });
});

describe('credentials', () => {
  it.each([
    ['no key', { merchantPrivateKey: '' }],
    ['a public key for the private one', { merchantPrivateKey: MERCHANT.publicKey }],
    ['an origin that is no URL', { origin: 'weixin' }],
    ['a merchant left out', { mchid: undefined }],
    ['an APIv3 key of another length', { apiV3Key: 'short' }],
    ['a certificate that is none', { platformCertificate: PUBLIC_KEY.publicKey }],
    ['a certificate without its number', { platformSerialNo: undefined }],
    ['a public key without its name', { publicKeyId: undefined }],
  ])('are refused when the channel is opened: %s', (_what, oddity) => {
    expect(() => openChannel(oddity)).toThrow();
  });

  it.each([
    ['the certificate alone', { publicKeyId: undefined, publicKey: undefined }],
    ['the public key alone', { platformSerialNo: undefined, platformCertificate: undefined }],
    ['both', {}],
    [
      'none, since certificates are downloaded',
      {
        publicKeyId: undefined,
        publicKey: undefined,
        platformSerialNo: undefined,
        platformCertificate: undefined,
      },
    ],
  ])('may name of WeChat Pay %s', (_what, change) => {
    expect(openChannel({ ...CREDENTIALS, ...change }).name).toBe('wechatpay');
  });
});
