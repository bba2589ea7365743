import { money } from '../../../src/money/index.ts';
import {
  anMchid,
  type Conversation,
  type Exchange,
  nothing,
  PRICE_FEN,
  paid,
  refunded,
  refundedInVain,
  refunding,
  refusal,
  type State,
} from './conversation.ts';

const NOTIFY_URL = 'http://127.0.0.1:4100/v1/notifications/wechatpay';

const returning = (payment: string, refund: string, fen: number) => ({
  payment,
  refund,
  amount: money('CNY', BigInt(fen)),
  reason: '退货',
  notifyUrl: NOTIFY_URL,
});

/** A refund is told the order's total, so the order is looked up first. */
const lookUp = (given: State, out_trade_no: string, of: string, trade_state: string): Exchange => ({
  given,
  asked: `query before ${of}`,
  method: 'GET',
  path: `/v3/pay/transactions/out-trade-no/${out_trade_no}`,
  query: { mchid: anMchid },
  status: 200,
  answer: { out_trade_no, trade_state, amount: { total: PRICE_FEN, currency: 'CNY' } },
});
const refund = (out_trade_no: string, out_refund_no: string, fen: number) => ({
  method: 'POST' as const,
  path: '/v3/refund/domestic/refunds',
  body: {
    out_trade_no,
    out_refund_no,
    reason: '退货',
    notify_url: NOTIFY_URL,
    amount: { refund: fen, total: PRICE_FEN, currency: 'CNY' },
  },
});
const refundQuery = (out_refund_no: string) => ({
  method: 'GET' as const,
  path: `/v3/refund/domestic/refunds/${out_refund_no}`,
});
const stands = (out_trade_no: string, out_refund_no: string, fen: number, status: string) => ({
  status: 200,
  answer: { out_trade_no, out_refund_no, status, amount: { refund: fen, currency: 'CNY' } },
});
const asRefunded = (fen: bigint) => ({ kind: 'succeeded', value: { refunded: money('CNY', fen) } });

export const refundings: Conversation[] = [
  {
    name: 'refund is accepted, and done later',
    exchanges: [
      lookUp(paid('refund_1'), 'refund_1', 'a refund of all', 'SUCCESS'),
      {
        given: paid('refund_1'),
        asked: 'refund of all',
        ...refund('refund_1', 'refund_1_r1', PRICE_FEN),
        ...stands('refund_1', 'refund_1_r1', PRICE_FEN, 'PROCESSING'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_1', 'refund_1_r1', PRICE_FEN)),
    outcome: { kind: 'pending' },
  },
  {
    name: 'refund, asked for again, tells that it was done',
    exchanges: [
      lookUp(refunded('refund_2_r1', 10_000)('refund_2'), 'refund_2', 'the same refund again', 'REFUND'),
      {
        given: refunded('refund_2_r1', 10_000)('refund_2'),
        asked: 'the same refund again',
        ...refund('refund_2', 'refund_2_r1', 10_000),
        ...stands('refund_2', 'refund_2_r1', 10_000, 'SUCCESS'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_2', 'refund_2_r1', 10_000)),
    outcome: asRefunded(10_000n),
  },
  {
    name: 'refund is refused beyond what is left',
    exchanges: [
      lookUp(refunded('refund_3_r1', 10_000)('refund_3'), 'refund_3', 'a refund of too much', 'REFUND'),
      {
        given: refunded('refund_3_r1', 10_000)('refund_3'),
        asked: 'refund of more than is left',
        ...refund('refund_3', 'refund_3_r2', PRICE_FEN),
        status: 400,
        answer: refusal('INVALID_REQUEST'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_3', 'refund_3_r2', PRICE_FEN)),
    outcome: { kind: 'failed', code: 'INVALID_REQUEST', message: 'says why' },
  },
  {
    name: 'refund of what never was has failed',
    exchanges: [
      {
        given: nothing('refund_4'),
        asked: 'query before a refund of what never was',
        method: 'GET',
        path: '/v3/pay/transactions/out-trade-no/refund_4',
        query: { mchid: anMchid },
        status: 404,
        answer: refusal('ORDER_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_4', 'refund_4_r1', 1)),
    outcome: { kind: 'failed', code: 'ORDER_NOT_EXIST', message: 'says why' },
  },
  {
    name: 'the query of a refund finds it on its way',
    exchanges: [
      {
        given: refunding('refund_5_r1', 10_000)('refund_5'),
        asked: 'query of a refund on its way',
        ...refundQuery('refund_5_r1'),
        ...stands('refund_5', 'refund_5_r1', 10_000, 'PROCESSING'),
      },
    ],
    act: (channel) => channel.queryRefund('refund_5', 'refund_5_r1'),
    outcome: { kind: 'pending' },
  },
  {
    name: 'the query of a refund finds it done',
    exchanges: [
      {
        given: refunded('refund_6_r1', 10_000)('refund_6'),
        asked: 'query of a refund that was done',
        ...refundQuery('refund_6_r1'),
        ...stands('refund_6', 'refund_6_r1', 10_000, 'SUCCESS'),
      },
    ],
    act: (channel) => channel.queryRefund('refund_6', 'refund_6_r1'),
    outcome: asRefunded(10_000n),
  },
  {
    name: "the query of a refund that the buyer's bank did not take has failed",
    exchanges: [
      {
        given: refundedInVain('refund_7_r1', 10_000)('refund_7'),
        asked: "query of a refund that the buyer's bank did not take",
        ...refundQuery('refund_7_r1'),
        ...stands('refund_7', 'refund_7_r1', 10_000, 'ABNORMAL'),
      },
    ],
    act: (channel) => channel.queryRefund('refund_7', 'refund_7_r1'),
    outcome: { kind: 'failed', code: 'ABNORMAL', message: "the buyer's bank would not take the money" },
  },
  {
    name: 'the query of a refund that WeChat Pay never saw tells nothing',
    exchanges: [
      {
        given: paid('refund_8'),
        asked: 'query of a refund that never was',
        ...refundQuery('refund_8_r1'),
        status: 404,
        answer: refusal('RESOURCE_NOT_EXISTS'),
      },
    ],
    act: (channel) => channel.queryRefund('refund_8', 'refund_8_r1'),
    outcome: { kind: 'unknown', reason: 'RESOURCE_NOT_EXISTS: says why' },
  },
];
