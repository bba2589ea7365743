import { MatchersV3 } from '@pact-foundation/pact';
import { money } from '../../../src/money/index.ts';
import {
  aTime,
  aTradeNo,
  awaiting,
  businessFailed,
  type Conversation,
  closedUnpaid,
  nothing,
  PRICE,
  paid,
  refunded,
  TRADE_NO,
  unscanned,
} from './conversation.ts';

const NOTIFY_URL = 'http://127.0.0.1:4100/v1/notifications/alipay';
const QR_CODE = 'https://qr.alipay.com/bax00005qwnxrwhsznnr603d';

const sale = (payment: string) => ({
  payment,
  method: 'qr',
  amount: money('CNY', 1_000_000n),
  title: '手表 & 表带',
  notifyUrl: NOTIFY_URL,
});
const precreate = (out_trade_no: string, extra: object = {}) => ({
  method: 'alipay.trade.precreate',
  notifyUrl: NOTIFY_URL,
  bizContent: { out_trade_no, total_amount: PRICE, subject: '手表 & 表带', ...extra },
});
const code = (out_trade_no: string) => ({
  code: '10000',
  out_trade_no,
  qr_code: MatchersV3.regex('^https://.+$', QR_CODE),
});

const query = (out_trade_no: string) => ({ method: 'alipay.trade.query', bizContent: { out_trade_no } });
const found = (out_trade_no: string, trade_status: string, more: object = {}) => ({
  code: '10000',
  out_trade_no,
  trade_no: aTradeNo,
  trade_status,
  total_amount: PRICE,
  ...more,
});

const close = (out_trade_no: string) => ({ method: 'alipay.trade.close', bizContent: { out_trade_no } });

const asPaid = { state: 'succeeded', paid: money('CNY', 1_000_000n), providerReference: TRADE_NO };
const succeeded = (value: object) => ({ kind: 'succeeded', value });

export const collecting: Conversation[] = [
  {
    name: 'precreate gives a code to scan',
    exchanges: [
      {
        given: nothing('precreate_1'),
        asked: 'precreate',
        ...precreate('precreate_1'),
        answer: code('precreate_1'),
      },
    ],
    act: (channel) => channel.collect(sale('precreate_1')),
    outcome: succeeded({ kind: 'qr', value: QR_CODE }),
  },
  {
    name: 'precreate gives a code for instalments',
    exchanges: [
      {
        given: nothing('precreate_2'),
        asked: 'precreate in 12 instalments',
        ...precreate('precreate_2', { extend_params: { hb_fq_num: '12', hb_fq_seller_percent: '0' } }),
        answer: code('precreate_2'),
      },
    ],
    act: (channel) => channel.collect({ ...sale('precreate_2'), instalments: 12 }),
    outcome: succeeded({ kind: 'qr', value: QR_CODE }),
  },
  {
    name: 'precreate of what is paid leaves it to a query',
    exchanges: [
      {
        given: paid('precreate_3'),
        asked: 'precreate of what is paid',
        ...precreate('precreate_3'),
        answer: businessFailed('ACQ.TRADE_HAS_SUCCESS'),
      },
    ],
    act: (channel) => channel.collect(sale('precreate_3')),
    outcome: { kind: 'unknown', reason: 'ACQ.TRADE_HAS_SUCCESS' },
  },
];

export const querying: Conversation[] = [
  {
    name: 'query does not find a code that nobody has scanned',
    exchanges: [
      {
        given: unscanned('query_1'),
        asked: 'query of a code that nobody has scanned',
        ...query('query_1'),
        answer: businessFailed('ACQ.TRADE_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.query('query_1'),
    outcome: succeeded({ state: 'not_found' }),
  },
  {
    name: 'query finds a trade that awaits the buyer',
    exchanges: [
      {
        given: awaiting('query_2'),
        asked: 'query of a trade that awaits the buyer',
        ...query('query_2'),
        answer: found('query_2', 'WAIT_BUYER_PAY'),
      },
    ],
    act: (channel) => channel.query('query_2'),
    outcome: succeeded({ state: 'awaiting' }),
  },
  {
    name: 'query finds a paid trade',
    exchanges: [
      {
        given: paid('query_3'),
        asked: 'query of a paid trade',
        ...query('query_3'),
        answer: found('query_3', 'TRADE_SUCCESS'),
      },
    ],
    act: (channel) => channel.query('query_3'),
    outcome: succeeded(asPaid),
  },
  {
    name: 'query finds a trade that was closed unpaid',
    exchanges: [
      {
        given: closedUnpaid('query_4'),
        asked: 'query of a trade that was closed unpaid',
        ...query('query_4'),
        answer: found('query_4', 'TRADE_CLOSED', { buyer_pay_amount: '0.00' }),
      },
    ],
    act: (channel) => channel.query('query_4'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'query finds that a trade was paid, though a full refund has closed it',
    exchanges: [
      {
        given: refunded('r1', PRICE)('query_5'),
        asked: 'query of a trade that was refunded in full',
        ...query('query_5'),
        answer: found('query_5', 'TRADE_CLOSED', { send_pay_date: aTime }),
      },
    ],
    act: (channel) => channel.query('query_5'),
    outcome: succeeded(asPaid),
  },
];

export const closing: Conversation[] = [
  {
    name: 'close closes a trade that awaits the buyer',
    exchanges: [
      {
        given: awaiting('close_1'),
        asked: 'close of a trade that awaits the buyer',
        ...close('close_1'),
        answer: { code: '10000', out_trade_no: 'close_1' },
      },
    ],
    act: (channel) => channel.close('close_1'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'close has nothing to close while nobody has scanned the code',
    exchanges: [
      {
        given: unscanned('close_2'),
        asked: 'close of a code that nobody has scanned',
        ...close('close_2'),
        answer: businessFailed('ACQ.TRADE_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.close('close_2'),
    outcome: succeeded({ state: 'closed' }),
  },
  {
    name: 'close is refused once it is paid, and a query tells',
    exchanges: [
      {
        given: paid('close_3'),
        asked: 'close of a paid trade',
        ...close('close_3'),
        answer: businessFailed('ACQ.TRADE_STATUS_ERROR'),
      },
      {
        given: paid('close_3'),
        asked: 'query after the close of a paid trade',
        ...query('close_3'),
        answer: found('close_3', 'TRADE_SUCCESS'),
      },
    ],
    act: (channel) => channel.close('close_3'),
    outcome: succeeded(asPaid),
  },
];
