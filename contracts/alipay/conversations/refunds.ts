import { money } from '../../../src/money/index.ts';
import { aTradeNo, businessFailed, type Conversation, PRICE, paid, refunded } from './conversation.ts';

const returning = (payment: string, refund: string, fen: bigint) => ({
  payment,
  refund,
  amount: money('CNY', fen),
  reason: '退货',
});
const refund = (out_trade_no: string, out_request_no: string, refund_amount: string) => ({
  method: 'alipay.trade.refund',
  bizContent: { out_trade_no, refund_amount, refund_reason: '退货', out_request_no },
});
const moved = (out_trade_no: string, fund_change: string, refund_fee: string) => ({
  code: '10000',
  out_trade_no,
  trade_no: aTradeNo,
  fund_change,
  refund_fee,
});
const refundQuery = (out_trade_no: string, out_request_no: string) => ({
  method: 'alipay.trade.fastpay.refund.query',
  bizContent: { out_trade_no, out_request_no },
});
const done = (out_trade_no: string, out_request_no: string, refund_amount: string) => ({
  code: '10000',
  out_trade_no,
  out_request_no,
  refund_status: 'REFUND_SUCCESS',
  refund_amount,
});
const asRefunded = (fen: bigint) => ({ kind: 'succeeded', value: { refunded: money('CNY', fen) } });

export const refunding: Conversation[] = [
  {
    name: 'refund returns all of it',
    exchanges: [
      {
        given: paid('refund_1'),
        asked: 'refund of all',
        ...refund('refund_1', 'r1', PRICE),
        answer: moved('refund_1', 'Y', PRICE),
      },
    ],
    act: (channel) => channel.refund(returning('refund_1', 'r1', 1_000_000n)),
    outcome: asRefunded(1_000_000n),
  },
  {
    name: 'refund returns a part after another, whose sum Alipay tells',
    exchanges: [
      {
        given: refunded('r1', '100.00')('refund_2'),
        asked: 'refund of a part after another',
        ...refund('refund_2', 'r2', '0.01'),
        answer: moved('refund_2', 'Y', '100.01'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_2', 'r2', 1n)),
    outcome: asRefunded(1n),
  },
  {
    name: 'refund moves nothing when it is asked for again, and its query tells that it was done',
    exchanges: [
      {
        given: refunded('r1', '100.00')('refund_3'),
        asked: 'the same refund again',
        ...refund('refund_3', 'r1', '100.00'),
        answer: moved('refund_3', 'N', '100.00'),
      },
      {
        given: refunded('r1', '100.00')('refund_3'),
        asked: 'query of the refund that was asked for again',
        ...refundQuery('refund_3', 'r1'),
        answer: done('refund_3', 'r1', '100.00'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_3', 'r1', 10_000n)),
    outcome: asRefunded(10_000n),
  },
  {
    name: 'refund is refused beyond what was paid',
    exchanges: [
      {
        given: paid('refund_4'),
        asked: 'refund of more than was paid',
        ...refund('refund_4', 'r1', '10000.01'),
        answer: businessFailed('ACQ.REASON_TRADE_REFUND_FEE_ERR'),
      },
    ],
    act: (channel) => channel.refund(returning('refund_4', 'r1', 1_000_001n)),
    outcome: { kind: 'failed', code: 'ACQ.REASON_TRADE_REFUND_FEE_ERR', message: 'says why' },
  },
  {
    name: 'the query of a refund finds it by its number',
    exchanges: [
      {
        given: refunded('r1', '100.00')('refund_5'),
        asked: 'query of a refund',
        ...refundQuery('refund_5', 'r1'),
        answer: done('refund_5', 'r1', '100.00'),
      },
    ],
    act: (channel) => channel.queryRefund('refund_5', 'r1'),
    outcome: asRefunded(10_000n),
  },
  {
    name: 'the query of a refund that Alipay never saw tells nothing',
    exchanges: [
      {
        given: paid('refund_6'),
        asked: 'query of a refund that never was',
        ...refundQuery('refund_6', 'r1'),
        answer: { code: '10000' },
      },
    ],
    act: (channel) => channel.queryRefund('refund_6', 'r1'),
    outcome: { kind: 'unknown', reason: 'refund_status is absent' },
  },
];
