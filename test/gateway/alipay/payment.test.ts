import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { alipayChannel } from '../../../src/gateway/adapters/alipay/index.ts';
import { money } from '../../../src/money/index.ts';
import { ALIPAY, APP, channelTo, openChannel, says, saysOf, signedAnswer } from './stand-in.ts';

const PRECREATE = 'alipay.trade.precreate';
const QUERY = 'alipay.trade.query';
const CLOSE = 'alipay.trade.close';
const PAYMENT = 'pay_0001';
const QR = 'https://qr.alipay.com/bax00005qwnxrwhsznnr603d';
const sale = {
  payment: PAYMENT,
  method: 'qr',
  amount: money('CNY', 1_000_000n),
  title: '寄卖 & 鉴定：手表 50% + 1',
  notifyUrl: 'https://shop.test/v1/notifications/alipay?a=b&c=d',
};

function trade(trade_status: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    out_trade_no: PAYMENT,
    trade_no: '2026042222001400001000000001',
    trade_status,
    total_amount: '10000.00',
    buyer_pay_amount: '0.00',
    ...more,
  };
}

const paid = { send_pay_date: '2026-04-22 13:14:00', buyer_pay_amount: '10000.00' };
const asSucceeded = {
  kind: 'succeeded',
  value: {
    state: 'succeeded',
    paid: money('CNY', 1_000_000n),
    providerReference: '2026042222001400001000000001',
  },
};

describe('collecting by a code', () => {
  const codeFor = saysOf({ [PRECREATE]: { out_trade_no: PAYMENT, qr_code: QR } });

  it('presents the code', async () => {
    const { channel } = await channelTo(codeFor);
    expect(await channel.collect(sale)).toEqual({ kind: 'succeeded', value: { kind: 'qr', value: QR } });
  });

  it('is the default, and has the name that Alipay gives it, too', async () => {
    const { channel } = await channelTo(codeFor);
    expect(channel.methods).toEqual(['qr', 'page', 'precreate']);
    expect(await channel.collect({ ...sale, method: 'precreate' })).toMatchObject({ value: { kind: 'qr' } });
  });

  it('posts the common parameters in the URL, dated in Beijing, and the sale in the form', async () => {
    const { channel, received } = await channelTo(codeFor);
    await channel.collect(sale);
    expect(received).toEqual([
      {
        httpMethod: 'POST',
        inUrl: {
          app_id: APP.id,
          method: PRECREATE,
          charset: 'utf-8',
          sign_type: 'RSA2',
          timestamp: '2026-04-22 13:14:15',
          version: '1.0',
          notify_url: sale.notifyUrl,
          sign: expect.any(String),
        },
        inBody: {
          biz_content: `{"out_trade_no":"${PAYMENT}","total_amount":"10000.00","subject":"${sale.title}"}`,
        },
      },
    ]);
  });

  it('signs every parameter but the signature, sorted and raw', async () => {
    const { channel, received } = await channelTo(codeFor);
    await channel.collect(sale);
    const { sign, ...parameters } = { ...received[0]?.inUrl, ...received[0]?.inBody };
    const text = Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .toSorted()
      .join('&');
    expect(verify('RSA-SHA256', Buffer.from(text), APP.publicKey, Buffer.from(`${sign}`, 'base64'))).toBe(
      true,
    );
  });

  it.each([3, 6, 12])('asks for %d instalments, at the cost of the buyer', async (instalments) => {
    const { channel, received } = await channelTo(codeFor);
    await channel.collect({ ...sale, instalments });
    expect(JSON.parse(received[0]?.inBody.biz_content ?? '')).toMatchObject({
      extend_params: { hb_fq_num: String(instalments), hb_fq_seller_percent: '0' },
    });
  });

  it.each([
    ['instalments_not_supported', { instalments: 24 }],
    ['instalments_not_supported', { instalments: 0 }],
    ['currency_not_supported', { amount: money('USD', 100n) }],
    ['method_not_supported', { method: 'barcode' }],
    ['method_not_supported', { method: 'constructor' }],
  ])('is refused without asking Alipay: %s', async (code, oddity) => {
    const { channel, received } = await channelTo(codeFor);
    expect(await channel.collect({ ...sale, ...oddity })).toMatchObject({ kind: 'failed', code });
    expect(received).toEqual([]);
  });

  it('has failed when Alipay says so', async () => {
    const body = {
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'ACQ.CONTEXT_INCONSISTENT',
      sub_msg: '交易信息被篡改',
    };
    const { channel } = await channelTo(says(signedAnswer(PRECREATE, body)));
    expect(await channel.collect(sale)).toEqual({
      kind: 'failed',
      code: 'ACQ.CONTEXT_INCONSISTENT',
      message: '交易信息被篡改',
    });
  });

  it('is unknown, not failed, when the buyer has paid before a retry', async () => {
    const body = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_HAS_SUCCESS' };
    const { channel } = await channelTo(says(signedAnswer(PRECREATE, body)));
    expect(await channel.collect(sale)).toEqual({ kind: 'unknown', reason: 'ACQ.TRADE_HAS_SUCCESS' });
  });
});

describe('collecting by the cashier page', () => {
  const page = { ...sale, method: 'page', returnUrl: 'https://shop.test/thanks' };

  it('presents a signed URL, without asking Alipay', async () => {
    const unreachable = openChannel('https://openapi.alipay.com/gateway.do', () => {
      throw new Error('nobody should be asked');
    });
    const outcome = await unreachable.collect(page);
    const url = new URL(outcome.kind === 'succeeded' ? outcome.value.value : '');
    expect(outcome).toMatchObject({ kind: 'succeeded', value: { kind: 'redirect' } });
    expect(url.origin + url.pathname).toBe('https://openapi.alipay.com/gateway.do');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      method: 'alipay.trade.page.pay',
      notify_url: page.notifyUrl,
      return_url: page.returnUrl,
      biz_content: expect.stringContaining('"product_code":"FAST_INSTANT_TRADE_PAY"'),
      sign: expect.any(String),
    });
  });
});

describe('a query', () => {
  it.each([
    ['TRADE_SUCCESS', trade('TRADE_SUCCESS', paid)],
    ['TRADE_FINISHED', trade('TRADE_FINISHED', paid)],
    ['TRADE_CLOSED, paid and then refunded in full', trade('TRADE_CLOSED', paid)],
    [
      'TRADE_CLOSED with nothing but the date it was paid',
      trade('TRADE_CLOSED', { send_pay_date: '2026-04-22 13:14:00' }),
    ],
    ['TRADE_CLOSED with nothing but what was paid', trade('TRADE_CLOSED', { buyer_pay_amount: '9999.99' })],
  ])('finds it paid: %s', async (_status, fields) => {
    const { channel } = await channelTo(saysOf({ [QUERY]: fields }));
    expect(await channel.query(PAYMENT)).toEqual(asSucceeded);
  });

  it.each([
    ['TRADE_CLOSED, never paid', trade('TRADE_CLOSED')],
    ['TRADE_CLOSED with an empty date', trade('TRADE_CLOSED', { send_pay_date: '' })],
  ])('finds it closed: %s', async (_status, fields) => {
    const { channel } = await channelTo(saysOf({ [QUERY]: fields }));
    expect(await channel.query(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'closed' } });
  });

  it('finds it awaiting the buyer', async () => {
    const { channel } = await channelTo(saysOf({ [QUERY]: trade('WAIT_BUYER_PAY') }));
    expect(await channel.query(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'awaiting' } });
  });

  it('does not find a code that nobody has scanned', async () => {
    const body = { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST', out_trade_no: PAYMENT };
    const { channel } = await channelTo(says(signedAnswer(QUERY, body)));
    expect(await channel.query(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'not_found' } });
  });
});

describe('closing', () => {
  const no = (sub_code: string) => ({ code: '40004', msg: 'Business Failed', sub_code, sub_msg: 'no' });

  it('closes what awaits the buyer', async () => {
    const { channel } = await channelTo(saysOf({ [CLOSE]: { out_trade_no: PAYMENT } }));
    expect(await channel.close(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'closed' } });
  });

  it('takes a code that nobody has scanned for closed', async () => {
    const { channel } = await channelTo(says(signedAnswer(CLOSE, no('ACQ.TRADE_NOT_EXIST'))));
    expect(await channel.close(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'closed' } });
  });

  it.each(['ACQ.TRADE_STATUS_ERROR', 'ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.REASON_ILLEGAL_STATUS'])(
    'asks what became of it when its status is wrong: %s',
    async (code) => {
      const statusWrong = saysOf({ [CLOSE]: no(code), [QUERY]: trade('TRADE_SUCCESS', paid) });
      const { channel, received } = await channelTo(statusWrong);
      expect(await channel.close(PAYMENT)).toEqual(asSucceeded);
      expect(received.map(({ inUrl }) => inUrl.method)).toEqual([CLOSE, QUERY]);
    },
  );

  it('finds it closed before', async () => {
    const again = saysOf({ [CLOSE]: no('ACQ.TRADE_STATUS_ERROR'), [QUERY]: trade('TRADE_CLOSED') });
    const { channel } = await channelTo(again);
    expect(await channel.close(PAYMENT)).toEqual({ kind: 'succeeded', value: { state: 'closed' } });
  });

  it('is unknown when the connection is lost', async () => {
    const { channel } = await channelTo((_request, response) => response.destroy());
    expect(await channel.close(PAYMENT)).toMatchObject({ kind: 'unknown' });
  });
});

describe('credentials', () => {
  it.each([
    ['no key', { appPrivateKey: '' }],
    ['a public key for the private one', { appPrivateKey: ALIPAY.publicKey }],
    ['a gateway that is no URL', { gateway: 'openapi' }],
    ['a seller left out', { sellerId: undefined }],
  ])('are refused when the channel is opened: %s', (_what, oddity) => {
    const credentials = {
      gateway: 'https://openapi.alipay.com/gateway.do',
      appId: APP.id,
      appPrivateKey: APP.privateKey,
      alipayPublicKey: ALIPAY.publicKey,
      sellerId: '2088',
      ...oddity,
    };
    expect(() =>
      alipayChannel(credentials, { transport: fetch, now: () => 0, newNonce: () => 'n0nce' }),
    ).toThrow();
  });
});
