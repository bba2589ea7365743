import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';
import { alipayChannel } from '../../../src/gateway/adapters/alipay/index.ts';
import type { Channel } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import { parseBeijing } from '../../../src/time/index.ts';
import { ALIPAY, APP, listen, openChannel, SELLER_ID, saysOf, signedForm } from './stand-in.ts';

/**
 * The official SDK, unmodified, as the third witness beside the adapter and the provider: what it signs, the
 * adapter signs to the same byte, and what the adapter takes for genuine, it takes for genuine.
 */
function officialSdk(gateway: string): AlipaySdk {
  return new AlipaySdk({
    appId: APP.id,
    privateKey: APP.privateKey,
    keyType: 'PKCS8',
    alipayPublicKey: ALIPAY.publicKey,
    gateway,
  });
}

const sale = {
  payment: 'pay_0001',
  amount: money('CNY', 8888n),
  title: '寄卖 & 鉴定：50% + "1"',
  notifyUrl: 'https://shop.test/notifications?a=b&c=d',
  instalments: 12,
};
const bizContent = {
  out_trade_no: 'pay_0001',
  total_amount: '88.88',
  subject: sale.title,
  extend_params: { hb_fq_num: '12', hb_fq_seller_percent: '0' },
};

/** The SDK reads its own clock, so the adapter is told the time that the SDK has written. */
function channelAt(gateway: string, timestamp: string | undefined) {
  const credentials = {
    gateway,
    appId: APP.id,
    appPrivateKey: APP.privateKey,
    alipayPublicKey: ALIPAY.publicKey,
    sellerId: SELLER_ID,
  };
  const now = parseBeijing(timestamp ?? '');
  if (now === undefined) throw new Error(`the SDK wrote no time: ${timestamp}`);
  return alipayChannel(credentials, { transport: fetch, now: () => now, newNonce: () => 'n0nce' });
}

describe('the official SDK', () => {
  it('sends the same precreate, signature and all', async () => {
    const qr = { out_trade_no: 'pay_0001', qr_code: 'https://qr.alipay.com/bax0' };
    const { gateway, received } = await listen(saysOf({ 'alipay.trade.precreate': qr }));
    const sdk = officialSdk(gateway);
    await sdk.exec(
      'alipay.trade.precreate',
      { notify_url: sale.notifyUrl, bizContent },
      { validateSign: true },
    );
    await channelAt(gateway, received[0]?.inUrl.timestamp).collect({ ...sale, method: 'qr' });
    expect(received).toHaveLength(2);
    expect(received[1]).toEqual(received[0]);
  });

  const trade_no = '2026042222001400001000000001';
  const receiver = { payee: 'logistics', type: 'userId', account: '2088000000000101' };
  const share = { royalty_type: 'transfer', amount: '0.30', desc: 'logistics' };
  const split = {
    payment: 'pay_0001',
    providerReference: trade_no,
    split: 'ord-s1',
    legs: [{ receiver, amount: money('CNY', 30n) }],
  };
  const back = { splitReturn: 'ord-t1', split: 'ord-s1', receiver, amount: money('CNY', 30n) };
  const refund = { payment: 'pay_0001', refund: 'ord-r1', amount: money('CNY', 100n), reason: '退货' };

  it.each<[string, object, Record<string, unknown>, (channel: Channel) => Promise<unknown> | undefined]>([
    [
      'alipay.trade.royalty.relation.bind',
      {
        receiver_list: [{ type: 'userId', account: receiver.account, memo: 'logistics' }],
        out_request_no: 'n0nce',
      },
      { result_code: 'SUCCESS' },
      ({ splitting }) => splitting?.bindReceiver(receiver),
    ],
    [
      'alipay.trade.order.settle',
      {
        out_request_no: 'ord-s1',
        trade_no,
        royalty_parameters: [
          {
            royalty_type: share.royalty_type,
            trans_in: receiver.account,
            trans_in_type: 'userId',
            amount: share.amount,
            desc: share.desc,
          },
        ],
        royalty_mode: 'sync',
      },
      { trade_no },
      ({ splitting }) => splitting?.split(split),
    ],
    [
      'alipay.trade.refund',
      {
        out_trade_no: 'pay_0001',
        refund_amount: '1.00',
        refund_reason: '退货',
        out_request_no: 'ord-r1',
        refund_royalty_parameters: [
          {
            royalty_type: share.royalty_type,
            trans_out: receiver.account,
            trans_out_type: 'userId',
            amount: share.amount,
            desc: share.desc,
          },
        ],
      },
      { out_trade_no: 'pay_0001', fund_change: 'Y' },
      ({ splitting }) => splitting?.refund(refund, [back]),
    ],
    [
      'alipay.data.dataservice.bill.downloadurl.query',
      { bill_type: 'trade', bill_date: '2026-04-20' },
      {},
      (channel) => channel.statement?.('2026-04-20', 0),
    ],
  ])('sends the same %s, signature and all', async (method, content, answer, act) => {
    const { gateway, received } = await listen(saysOf({ [method]: answer }));
    await officialSdk(gateway).exec(method, { bizContent: content }, { validateSign: true });
    await act(channelAt(gateway, received[0]?.inUrl.timestamp));
    expect(received).toHaveLength(2);
    expect(received[1]).toEqual(received[0]);
  });

  it('takes the answers of these tests for genuine, so that they prove something', async () => {
    const qr = { out_trade_no: 'pay_0001', qr_code: 'https://qr.alipay.com/bax0' };
    const { gateway } = await listen(saysOf({ 'alipay.trade.precreate': qr }));
    const answer = await officialSdk(gateway).exec(
      'alipay.trade.precreate',
      { bizContent },
      { validateSign: true },
    );
    expect(answer).toMatchObject({ code: '10000', qrCode: qr.qr_code });
  });

  it('makes the same URL of a cashier page, but for its own name', async () => {
    const gateway = 'https://openapi.alipay.com/gateway.do';
    const theirs = new URL(
      officialSdk(gateway).pageExecute('alipay.trade.page.pay', 'GET', {
        notify_url: sale.notifyUrl,
        return_url: 'https://shop.test/thanks',
        bizContent: { ...bizContent, product_code: 'FAST_INSTANT_TRADE_PAY' },
      }),
    ).searchParams;
    const channel = channelAt(gateway, theirs.get('timestamp') ?? '');
    const outcome = await channel.collect({ ...sale, method: 'page', returnUrl: 'https://shop.test/thanks' });
    const ours = new URL(outcome.kind === 'succeeded' ? outcome.value.value : '').searchParams;
    for (const parameter of ['alipay_sdk', 'sign']) theirs.delete(parameter);
    ours.delete('sign');
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
  });

  it('takes the same notification for genuine, and refuses the same forgery', async () => {
    const gateway = 'https://openapi.alipay.com/gateway.do';
    const genuine = signedForm({
      app_id: APP.id,
      seller_id: SELLER_ID,
      notify_type: 'trade_status_sync',
      sign_type: 'RSA2',
      subject: sale.title,
      out_trade_no: 'pay_0001',
      trade_no: '2026042222001400001000000001',
      trade_status: 'TRADE_SUCCESS',
      total_amount: '88.88',
    });
    for (const body of [genuine, genuine.replace('88.88', '88.89')]) {
      const accepted = (await openChannel(gateway).readNotification(new Headers(), body)) !== undefined;
      const fields = Object.fromEntries(new URLSearchParams(body));
      expect(officialSdk(gateway).checkNotifySignV2(fields)).toBe(accepted);
      expect(accepted).toBe(body === genuine);
    }
  });
});
