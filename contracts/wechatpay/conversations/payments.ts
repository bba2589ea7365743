import { MatchersV3 } from '@pact-foundation/pact';
import { expect } from 'vitest';
import { money } from '../../../src/money/index.ts';
import {
  anAppid,
  anMchid,
  aTransactionId,
  awaiting,
  type Conversation,
  closedUnpaid,
  nothing,
  PRICE_FEN,
  paid,
  refunded,
  refusal,
  TRANSACTION_ID,
} from './conversation.ts';

const NOTIFY_URL = 'http://127.0.0.1:4100/v1/notifications/wechatpay';
const CODE_URL = 'weixin://wxpay/bizpayurl?pr=JyC91EIz1';
const PREPAY_ID = 'wx201410272009395522657a690389285100';
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const H5_URL = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1&package=2';

const price = money('CNY', BigInt(PRICE_FEN));
const sale = (payment: string) => ({
  payment,
  method: 'qr',
  amount: price,
  title: '手表 & 表带',
  notifyUrl: NOTIFY_URL,
});
const placing = (way: string, out_trade_no: string, extra: object = {}) => ({
  method: 'POST' as const,
  path: `/v3/pay/transactions/${way}`,
  body: {
    appid: anAppid,
    mchid: anMchid,
    description: '手表 & 表带',
    out_trade_no,
    notify_url: NOTIFY_URL,
    amount: { total: PRICE_FEN, currency: 'CNY' },
    ...extra,
  },
});

const query = (out_trade_no: string) => ({
  method: 'GET' as const,
  path: `/v3/pay/transactions/out-trade-no/${out_trade_no}`,
  query: { mchid: anMchid },
});
const found = (out_trade_no: string, trade_state: string, more: object = {}) => ({
  out_trade_no,
  trade_state,
  amount: { total: PRICE_FEN, currency: 'CNY' },
  ...more,
});
const wasPaid = { transaction_id: aTransactionId };

const close = (out_trade_no: string) => ({
  method: 'POST' as const,
  path: `/v3/pay/transactions/out-trade-no/${out_trade_no}/close`,
  body: { mchid: anMchid },
});

const asPaid = { state: 'succeeded', paid: price, providerReference: TRANSACTION_ID };
const succeeded = (value: object) => ({ kind: 'succeeded', value });

export const collecting: Conversation[] = [
  {
    name: 'native gives a code to scan',
    exchanges: [
      {
        given: nothing('native_1'),
        asked: 'native',
        ...placing('native', 'native_1'),
        status: 200,
        answer: { code_url: MatchersV3.regex('^weixin://wxpay/.+$', CODE_URL) },
      },
    ],
    act: (channel) => channel.collect(sale('native_1')),
    outcome: succeeded({ kind: 'qr', value: CODE_URL }),
  },
  {
    name: 'h5 gives a page to open',
    exchanges: [
      {
        given: nothing('h5_order_1'),
        asked: 'h5',
        ...placing('h5', 'h5_order_1', {
          scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } },
        }),
        status: 200,
        answer: { h5_url: MatchersV3.regex('^https?://.+[?].+$', H5_URL) },
      },
    ],
    act: (channel) => channel.collect({ ...sale('h5_order_1'), method: 'h5', payerIp: '203.0.113.7' }),
    outcome: succeeded({ kind: 'redirect', value: H5_URL }),
  },
  {
    name: 'jsapi gives what a page hands to WeChat',
    exchanges: [
      {
        given: nothing('jsapi_1'),
        asked: 'jsapi',
        ...placing('jsapi', 'jsapi_1', { payer: { openid: OPENID } }),
        status: 200,
        answer: { prepay_id: MatchersV3.regex('^wx\\w+$', PREPAY_ID) },
      },
    ],
    act: (channel) => channel.collect({ ...sale('jsapi_1'), method: 'jsapi', payer: OPENID }),
    outcome: succeeded({
      kind: 'client_parameters',
      value: expect.stringContaining(`"package":"prepay_id=${PREPAY_ID}"`),
    }),
  },
  {
    name: 'app gives what an app hands to WeChat',
    exchanges: [
      {
        given: nothing('app_order_1'),
        asked: 'app',
        ...placing('app', 'app_order_1'),
        status: 200,
        answer: { prepay_id: MatchersV3.regex('^wx\\w+$', PREPAY_ID) },
      },
    ],
    act: (channel) => channel.collect({ ...sale('app_order_1'), method: 'app' }),
    outcome: succeeded({
      kind: 'client_parameters',
      value: expect.stringContaining(`"prepayid":"${PREPAY_ID}"`),
    }),
  },
  {
    name: 'native freezes what is to be split',
    exchanges: [
      {
        given: nothing('native_5'),
        asked: 'native of what is to be split',
        ...placing('native', 'native_5', { settle_info: { profit_sharing: true } }),
        status: 200,
        answer: { code_url: MatchersV3.regex('^weixin://wxpay/.+$', CODE_URL) },
      },
    ],
    act: (channel) => channel.collect({ ...sale('native_5'), splits: true }),
    outcome: succeeded({ kind: 'qr', value: CODE_URL }),
  },
  {
    name: 'native again gives the code again',
    exchanges: [
      {
        given: awaiting('native_2'),
        asked: 'the same native again',
        ...placing('native', 'native_2'),
        status: 200,
        answer: { code_url: MatchersV3.regex('^weixin://wxpay/.+$', CODE_URL) },
      },
    ],
    act: (channel) => channel.collect(sale('native_2')),
    outcome: succeeded({ kind: 'qr', value: CODE_URL }),
  },
  {
    name: 'native of what is paid leaves it to a query',
    exchanges: [
      {
        given: paid('native_3'),
        asked: 'native of what is paid',
        ...placing('native', 'native_3'),
        status: 400,
        answer: refusal('ORDER_PAID'),
      },
    ],
    act: (channel) => channel.collect(sale('native_3')),
    outcome: { kind: 'unknown', reason: 'ORDER_PAID' },
  },
  {
    name: 'native of what is closed has failed',
    exchanges: [
      {
        given: closedUnpaid('native_4'),
        asked: 'native of what is closed',
        ...placing('native', 'native_4'),
        status: 400,
        answer: refusal('ORDER_CLOSED'),
      },
    ],
    act: (channel) => channel.collect(sale('native_4')),
    outcome: { kind: 'failed', code: 'ORDER_CLOSED', message: 'says why' },
  },
];

export const querying: Conversation[] = [
  {
    name: 'query does not find an order that never was',
    exchanges: [
      {
        given: nothing('query_1'),
        asked: 'query of an order that never was',
        ...query('query_1'),
        status: 404,
        answer: refusal('ORDER_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.query('query_1'),
    outcome: succeeded({ state: 'not_found' }),
  },
  {
    name: 'query finds an order that awaits the buyer',
    exchanges: [
      {
        given: awaiting('query_2'),
        asked: 'query of an order that awaits the buyer',
        ...query('query_2'),
        status: 200,
        answer: found('query_2', 'NOTPAY'),
      },
    ],
    act: (channel) => channel.query('query_2'),
    outcome: succeeded({ state: 'awaiting' }),
  },
  {
    name: 'query finds a paid order',
    exchanges: [
      {
        given: paid('query_3'),
        asked: 'query of a paid order',
        ...query('query_3'),
        status: 200,
        answer: found('query_3', 'SUCCESS', wasPaid),
      },
    ],
    act: (channel) => channel.query('query_3'),
    outcome: succeeded(asPaid),
  },
  {
    name: 'query finds an order that was closed unpaid',
    exchanges: [
      {
        given: closedUnpaid('query_4'),
        asked: 'query of an order that was closed unpaid',
        ...query('query_4'),
        status: 200,
        answer: found('query_4', 'CLOSED'),
      },
    ],
    act: (channel) => channel.query('query_4'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'query finds that a refunded order was paid',
    exchanges: [
      {
        given: refunded('query_5_r1', PRICE_FEN)('query_5'),
        asked: 'query of a refunded order',
        ...query('query_5'),
        status: 200,
        answer: found('query_5', 'REFUND', wasPaid),
      },
    ],
    act: (channel) => channel.query('query_5'),
    outcome: succeeded(asPaid),
  },
];

export const closing: Conversation[] = [
  {
    name: 'close closes an order that awaits the buyer',
    exchanges: [
      {
        given: awaiting('close_1'),
        asked: 'close of an order that awaits the buyer',
        ...close('close_1'),
        status: 204,
      },
    ],
    act: (channel) => channel.close('close_1'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'close closes again',
    exchanges: [
      {
        given: closedUnpaid('close_2'),
        asked: 'close of an order that was closed',
        ...close('close_2'),
        status: 204,
      },
    ],
    act: (channel) => channel.close('close_2'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'close has nothing to close where there is no order',
    exchanges: [
      {
        given: nothing('close_3'),
        asked: 'close of an order that never was',
        ...close('close_3'),
        status: 404,
        answer: refusal('ORDER_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.close('close_3'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'close is refused once it is paid, and a query tells',
    exchanges: [
      {
        given: paid('close_4'),
        asked: 'close of a paid order',
        ...close('close_4'),
        status: 400,
        answer: refusal('ORDER_PAID'),
      },
      {
        given: paid('close_4'),
        asked: 'query after the close of a paid order',
        ...query('close_4'),
        status: 200,
        answer: found('close_4', 'SUCCESS', wasPaid),
      },
    ],
    act: (channel) => channel.close('close_4'),
    outcome: succeeded(asPaid),
  },
];
