import { MatchersV3 } from '@pact-foundation/pact';
import type { Channel, Receiver } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import {
  aTradeNo,
  businessFailed,
  CLOSED_ACCOUNT,
  type Conversation,
  finished,
  NOBODY,
  nothing,
  paidToSplit,
  RECEIVER,
  split,
  splitToAClosedAccount,
  TRADE_NO,
} from './conversation.ts';

const { eachLike } = MatchersV3;

/** The number under which receivers are bound, which the adapter is given. */
export const BIND_NUMBER = 'b1nd000000000000000000000000000a';

const SHARE = '120.00';
const SHARE_FEN = 12_000n;
const TOO_LITTLE = '1.00';
/** More than 30 % of the price. */
const TOO_MUCH = '4000.00';
const TOO_MUCH_FEN = 400_000n;

const logistics = (account = RECEIVER): Receiver => ({ payee: 'logistics', type: 'userId', account });
const cny = (fen: bigint) => money('CNY', fen);

const bind = (account: string) => ({
  method: 'alipay.trade.royalty.relation.bind',
  bizContent: {
    receiver_list: [{ type: 'userId', account, memo: 'logistics' }],
    out_request_no: BIND_NUMBER,
  },
});

const settle = (out_request_no: string, amount: string) => ({
  method: 'alipay.trade.order.settle',
  bizContent: {
    out_request_no,
    trade_no: TRADE_NO,
    royalty_parameters: [
      {
        royalty_type: 'transfer',
        trans_in: RECEIVER,
        trans_in_type: 'userId',
        amount,
        desc: 'logistics',
      },
    ],
    royalty_mode: 'sync',
  },
});
const settleQuery = (out_request_no: string) => ({
  method: 'alipay.trade.order.settle.query',
  bizContent: { out_request_no, trade_no: TRADE_NO },
});
const done = { code: '10000', trade_no: aTradeNo };
const toSplit = (channel: Channel, number: string, fen = SHARE_FEN) =>
  channel.splitting?.split({
    payment: number,
    providerReference: TRADE_NO,
    split: `${number}_s1`,
    legs: [{ receiver: logistics(), amount: cny(fen) }],
  }) ?? Promise.resolve();

const finish = (out_request_no: string) => ({
  method: 'alipay.trade.order.settle',
  bizContent: {
    out_request_no,
    trade_no: TRADE_NO,
    royalty_mode: 'sync',
    extend_params: { royalty_finish: 'true' },
  },
});
const onsettle = {
  method: 'alipay.trade.order.onsettle.query',
  bizContent: { trade_no: TRADE_NO },
};
const toSettle = (channel: Channel, number: string) =>
  channel.splitting?.confirmSettlement({
    payment: number,
    providerReference: TRADE_NO,
    settlement: `${number}_c1`,
    amount: cny(1_000_000n),
  }) ?? Promise.resolve();

const REFUND = '5000.00';
const refund = (number: string, account = RECEIVER) => ({
  method: 'alipay.trade.refund',
  bizContent: {
    out_trade_no: number,
    refund_amount: REFUND,
    refund_reason: '退货',
    out_request_no: `${number}_r1`,
    refund_royalty_parameters: [
      {
        royalty_type: 'transfer',
        trans_out: account,
        trans_out_type: 'userId',
        amount: SHARE,
        desc: 'logistics',
      },
    ],
  },
});
const toRefund = (channel: Channel, number: string, account = RECEIVER) => {
  const request = { payment: number, refund: `${number}_r1`, amount: cny(500_000n), reason: '退货' };
  const back = {
    splitReturn: `${number}_t1`,
    split: `${number}_s1`,
    receiver: logistics(account),
    amount: cny(SHARE_FEN),
  };
  return channel.splitting?.refund(request, [back]) ?? Promise.resolve();
};

const succeeded = (value: unknown) => ({ kind: 'succeeded', value });
const paid = succeeded([{ payee: 'logistics', state: 'succeeded' }]);

const binding: Conversation[] = [
  {
    name: 'a receiver is bound',
    exchanges: [
      {
        given: nothing('bind_1'),
        asked: 'to bind a receiver',
        ...bind(RECEIVER),
        answer: { code: '10000', result_code: 'SUCCESS' },
      },
    ],
    act: (channel) => channel.splitting?.bindReceiver(logistics()) ?? Promise.resolve(),
    outcome: succeeded(undefined),
  },
  {
    name: 'a receiver that does not exist is refused',
    exchanges: [
      {
        given: nothing('bind_2'),
        asked: 'to bind nobody',
        ...bind(NOBODY),
        answer: businessFailed('USER_NOT_EXIST'),
      },
    ],
    act: (channel) => channel.splitting?.bindReceiver(logistics(NOBODY)) ?? Promise.resolve(),
    outcome: { kind: 'failed', code: 'USER_NOT_EXIST', message: 'says why' },
  },
];

const sharing: Conversation[] = [
  {
    name: 'a split pays',
    exchanges: [
      {
        given: paidToSplit('split_1'),
        asked: 'to split',
        ...settle('split_1_s1', SHARE),
        answer: done,
      },
    ],
    act: (channel) => toSplit(channel, 'split_1'),
    outcome: paid,
  },
  {
    name: 'a split that was made is the same one again',
    exchanges: [
      {
        given: split('split_2_s1', SHARE)('split_2'),
        asked: 'the same split again',
        ...settle('split_2_s1', SHARE),
        answer: done,
      },
    ],
    act: (channel) => toSplit(channel, 'split_2'),
    outcome: paid,
  },
  {
    name: 'a split of too much is refused, and Alipay does not know it',
    exchanges: [
      {
        given: paidToSplit('split_3'),
        asked: 'to split too much',
        ...settle('split_3_s1', TOO_MUCH),
        answer: businessFailed('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR'),
      },
      {
        given: paidToSplit('split_3'),
        asked: 'query of a split that was refused',
        ...settleQuery('split_3_s1'),
        answer: businessFailed('ACQ.INVALID_PARAMETER'),
      },
    ],
    act: (channel) => toSplit(channel, 'split_3', TOO_MUCH_FEN),
    outcome: { kind: 'failed', code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', message: 'says why' },
  },
  {
    name: 'a split that is refused though it was made has been made',
    exchanges: [
      {
        given: split('split_4_s1', TOO_LITTLE)('split_4'),
        asked: 'the same split of another amount',
        ...settle('split_4_s1', SHARE),
        answer: businessFailed('ACQ.DISCORDANT_REPEAT_REQUEST'),
      },
      {
        given: split('split_4_s1', SHARE)('split_4'),
        asked: 'query of a split that was made',
        ...settleQuery('split_4_s1'),
        answer: {
          code: '10000',
          out_request_no: 'split_4_s1',
          royalty_detail_list: eachLike({
            operation_type: 'transfer',
            trans_in: RECEIVER,
            amount: SHARE,
            state: 'SUCCESS',
          }),
        },
      },
    ],
    act: (channel) => toSplit(channel, 'split_4'),
    outcome: paid,
  },
];

const settling: Conversation[] = [
  {
    name: 'what is left is unfrozen',
    exchanges: [
      {
        given: split('settle_1_s1', SHARE)('settle_1'),
        asked: 'to finish splits',
        ...finish('settle_1_c1'),
        answer: done,
      },
    ],
    act: (channel) => toSettle(channel, 'settle_1'),
    outcome: succeeded(undefined),
  },
  {
    name: 'what is unfrozen under another number is free',
    exchanges: [
      {
        given: finished('settle_2'),
        asked: 'to finish splits that are finished',
        ...finish('settle_2_c1'),
        answer: businessFailed('ACQ.ALREADY_FINISH_ALLOC'),
      },
      {
        given: finished('settle_2'),
        asked: 'what is left of a trade whose splits are finished',
        ...onsettle,
        answer: { code: '10000', unsettled_amount: '0.00' },
      },
    ],
    act: (channel) => toSettle(channel, 'settle_2'),
    outcome: succeeded(undefined),
  },
];

const returning: Conversation[] = [
  {
    name: 'a refund takes back shares',
    exchanges: [
      {
        given: split('back_1_s1', SHARE)('back_1'),
        asked: 'refund that takes back a share',
        ...refund('back_1'),
        answer: { code: '10000', out_trade_no: 'back_1', trade_no: aTradeNo, fund_change: 'Y' },
      },
    ],
    act: (channel) => toRefund(channel, 'back_1'),
    outcome: {
      refund: succeeded({ refunded: cny(500_000n) }),
      splitReturns: [{ splitReturn: 'back_1_t1', state: 'returned' }],
    },
  },
  {
    name: 'a refund that cannot take back a share is not made',
    exchanges: [
      {
        given: splitToAClosedAccount('back_2_s1', SHARE)('back_2'),
        asked: 'refund that takes back a share from an account that was closed',
        ...refund('back_2', CLOSED_ACCOUNT),
        answer: businessFailed('ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST'),
      },
    ],
    act: (channel) => toRefund(channel, 'back_2', CLOSED_ACCOUNT),
    outcome: {
      refund: { kind: 'pending' },
      splitReturns: [
        {
          splitReturn: 'back_2_t1',
          state: 'refused',
          reason: 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST: says why',
        },
      ],
    },
  },
];

export const splitting = [...binding, ...sharing, ...settling, ...returning];
