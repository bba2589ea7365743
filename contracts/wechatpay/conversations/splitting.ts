import { MatchersV3 } from '@pact-foundation/pact';
import type { Channel, Receiver, SplitReturn } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import {
  anAppid,
  anEncryptedName,
  anMchid,
  aTransactionId,
  type Conversation,
  type Exchange,
  nothing,
  PRICE_FEN,
  paidJustNow,
  paidToBeSplit,
  refusal,
  type State,
  split,
  splitAndSettled,
  TRANSACTION_ID,
  theTransactionId,
  unfrozen,
} from './conversation.ts';

const ORDERS = '/v3/profitsharing/orders';
const RETURNS = '/v3/profitsharing/return-orders';

/** A merchant that takes its share, one that cannot, one that gives nothing back, and one that does not exist. */
const ACCOUNT = '1600000101';
const ABNORMAL = '1600000501';
const GIVES_NOTHING_BACK = '1600000403';
const NOBODY = '1600000404';

const SHARE_FEN = 12_000;
/** More than 30 % of the price. */
const TOO_MUCH_FEN = 400_000;

const logistics = (account = ACCOUNT): Receiver => ({
  payee: 'logistics',
  type: 'MERCHANT_ID',
  account,
  name: '顺丰速运有限公司',
});
const cny = (fen: number) => money('CNY', BigInt(fen));

const bind = (account: string) => ({
  method: 'POST' as const,
  path: '/v3/profitsharing/receivers/add',
  body: {
    appid: anAppid,
    type: 'MERCHANT_ID',
    account,
    name: anEncryptedName,
    relation_type: 'CUSTOM',
    custom_relation: 'logistics',
  },
});

const share = (out_order_no: string, account: string, amount: number) => ({
  method: 'POST' as const,
  path: ORDERS,
  body: {
    appid: anAppid,
    transaction_id: theTransactionId(),
    out_order_no,
    receivers: [{ type: 'MERCHANT_ID', account, amount, description: 'logistics' }],
    unfreeze_unsplit: false,
  },
});
const shares = (out_order_no: string, state: string, account: string | typeof anMchid, of: object) => ({
  status: 200,
  answer: {
    transaction_id: aTransactionId,
    out_order_no,
    state,
    receivers: [{ type: 'MERCHANT_ID', account, ...of }],
  },
});
const unknownNumber = (given: State, out_order_no: string, after: string): Exchange => ({
  given,
  asked: `query of a split after ${after}`,
  method: 'GET',
  path: `${ORDERS}/${out_order_no}`,
  query: { transaction_id: theTransactionId() },
  status: 404,
  answer: refusal('RESOURCE_NOT_EXISTS'),
});
const toSplit = (channel: Channel, number: string, account = ACCOUNT, fen = SHARE_FEN) =>
  channel.splitting?.split({
    payment: number,
    providerReference: TRANSACTION_ID,
    split: `${number}_s1`,
    legs: [{ receiver: logistics(account), amount: cny(fen) }],
  }) ?? Promise.resolve();

const unfreeze = (out_order_no: string) => ({
  method: 'POST' as const,
  path: `${ORDERS}/unfreeze`,
  body: { transaction_id: theTransactionId(), out_order_no, description: '解冻剩余资金' },
});
const toSettle = (channel: Channel, number: string) =>
  channel.splitting?.confirmSettlement({
    payment: number,
    providerReference: TRANSACTION_ID,
    settlement: `${number}_c1`,
    amount: cny(PRICE_FEN),
  }) ?? Promise.resolve();

const takeBack = (number: string, account = ACCOUNT) => ({
  method: 'POST' as const,
  path: RETURNS,
  body: {
    out_order_no: `${number}_s1`,
    out_return_no: `${number}_t1`,
    return_mchid: account,
    amount: SHARE_FEN,
    description: '用户退款',
  },
});
const REFUND_FEN = 500_000;
const toRefund = (channel: Channel, number: string, account = ACCOUNT) => {
  const back: SplitReturn = {
    splitReturn: `${number}_t1`,
    split: `${number}_s1`,
    receiver: logistics(account),
    amount: cny(SHARE_FEN),
  };
  const request = { payment: number, refund: `${number}_r1`, amount: cny(REFUND_FEN), reason: '退货' };
  return channel.splitting?.refund(request, [back]) ?? Promise.resolve();
};

const succeeded = (value: unknown) => ({ kind: 'succeeded', value });
const leg = (state: object) => succeeded([{ payee: 'logistics', ...state }]);

const binding: Conversation[] = [
  {
    name: 'a receiver is told of',
    exchanges: [
      {
        given: nothing('bind_1'),
        asked: 'to add a receiver',
        ...bind(ACCOUNT),
        status: 200,
        answer: { type: 'MERCHANT_ID', account: ACCOUNT },
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
        asked: 'to add a receiver that does not exist',
        ...bind(NOBODY),
        status: 400,
        answer: refusal('INVALID_REQUEST'),
      },
    ],
    act: (channel) => channel.splitting?.bindReceiver(logistics(NOBODY)) ?? Promise.resolve(),
    outcome: { kind: 'failed', code: 'INVALID_REQUEST', message: 'says why' },
  },
];

const splitting: Conversation[] = [
  {
    name: 'a split is accepted, and made later',
    exchanges: [
      {
        given: paidToBeSplit('split_1'),
        asked: 'a split',
        ...share('split_1_s1', ACCOUNT, SHARE_FEN),
        ...shares('split_1_s1', 'PROCESSING', ACCOUNT, { amount: SHARE_FEN, result: 'PENDING' }),
      },
    ],
    act: (channel) => toSplit(channel, 'split_1'),
    outcome: leg({ state: 'pending' }),
  },
  {
    name: 'a split, asked for again, tells that it was made',
    exchanges: [
      {
        given: split('split_2_s1', ACCOUNT, SHARE_FEN)('split_2'),
        asked: 'the same split again',
        ...share('split_2_s1', ACCOUNT, SHARE_FEN),
        ...shares('split_2_s1', 'FINISHED', ACCOUNT, { amount: SHARE_FEN, result: 'SUCCESS' }),
      },
    ],
    act: (channel) => toSplit(channel, 'split_2'),
    outcome: leg({ state: 'succeeded' }),
  },
  {
    name: 'a split that is finished may have failed',
    exchanges: [
      {
        given: split('split_3_s1', ABNORMAL, SHARE_FEN)('split_3'),
        asked: 'the same split again, to one who cannot take it',
        ...share('split_3_s1', ABNORMAL, SHARE_FEN),
        ...shares('split_3_s1', 'FINISHED', ABNORMAL, {
          amount: SHARE_FEN,
          result: 'CLOSED',
          fail_reason: 'ACCOUNT_ABNORMAL',
        }),
      },
    ],
    act: (channel) => toSplit(channel, 'split_3', ABNORMAL),
    outcome: leg({ state: 'failed', reason: 'ACCOUNT_ABNORMAL' }),
  },
  {
    name: 'a split is refused over the limit, once its number is not known either',
    exchanges: [
      {
        given: paidToBeSplit('split_4'),
        asked: 'a split of too much',
        ...share('split_4_s1', ACCOUNT, TOO_MUCH_FEN),
        status: 400,
        answer: refusal('INVALID_REQUEST'),
      },
      unknownNumber(paidToBeSplit('split_4'), 'split_4_s1', 'it was too much'),
    ],
    act: (channel) => toSplit(channel, 'split_4', ACCOUNT, TOO_MUCH_FEN),
    outcome: { kind: 'failed', code: 'INVALID_REQUEST', message: 'says why' },
  },
  {
    name: 'a split right after the payment is too soon',
    exchanges: [
      {
        given: paidJustNow('split_5'),
        asked: 'a split right after the payment',
        ...share('split_5_s1', ACCOUNT, SHARE_FEN),
        status: 400,
        answer: {
          code: 'INVALID_REQUEST',
          message: '订单处理中，请稍后重试',
        },
      },
      unknownNumber(paidJustNow('split_5'), 'split_5_s1', 'it was too soon'),
    ],
    act: (channel) => toSplit(channel, 'split_5'),
    outcome: { kind: 'pending' },
  },
];

const settling: Conversation[] = [
  {
    name: 'the rest is unfrozen later',
    exchanges: [
      {
        given: paidToBeSplit('settle_1'),
        asked: 'to unfreeze the rest',
        ...unfreeze('settle_1_c1'),
        ...shares('settle_1_c1', 'PROCESSING', anMchid, {
          amount: MatchersV3.integer(994_000),
          result: 'PENDING',
        }),
      },
    ],
    act: (channel) => toSettle(channel, 'settle_1'),
    outcome: { kind: 'pending' },
  },
  {
    name: 'the rest, asked for again, was unfrozen',
    exchanges: [
      {
        given: unfrozen('settle_2_c1')('settle_2'),
        asked: 'to unfreeze the rest again',
        ...unfreeze('settle_2_c1'),
        ...shares('settle_2_c1', 'FINISHED', anMchid, {
          amount: MatchersV3.integer(994_000),
          result: 'SUCCESS',
        }),
      },
    ],
    act: (channel) => toSettle(channel, 'settle_2'),
    outcome: succeeded(undefined),
  },
  {
    name: 'the rest is free when nothing is frozen any more',
    exchanges: [
      {
        given: unfrozen('other')('settle_3'),
        asked: 'to unfreeze what is not frozen',
        ...unfreeze('settle_3_c1'),
        status: 403,
        answer: refusal('NOT_ENOUGH'),
      },
      {
        given: unfrozen('other')('settle_3'),
        asked: 'what is still frozen',
        method: 'GET',
        path: theTransactionId((id) => `/v3/profitsharing/transactions/${id}/amounts`),
        status: 200,
        answer: { transaction_id: aTransactionId, unsplit_amount: 0 },
      },
    ],
    act: (channel) => toSettle(channel, 'settle_3'),
    outcome: succeeded(undefined),
  },
];

const returning: Conversation[] = [
  {
    name: 'a refund of what was split takes back first',
    exchanges: [
      {
        given: splitAndSettled('return_1_s1', 'return_1_c1', SHARE_FEN)('return_1'),
        asked: 'to take a share back',
        ...takeBack('return_1'),
        status: 200,
        answer: {
          out_order_no: 'return_1_s1',
          out_return_no: 'return_1_t1',
          result: 'SUCCESS',
          amount: SHARE_FEN,
        },
      },
      {
        given: splitAndSettled('return_1_s1', 'return_1_c1', SHARE_FEN)('return_1'),
        asked: 'query before a refund of what was split',
        method: 'GET',
        path: '/v3/pay/transactions/out-trade-no/return_1',
        query: { mchid: anMchid },
        status: 200,
        answer: {
          out_trade_no: 'return_1',
          trade_state: 'SUCCESS',
          amount: { total: PRICE_FEN, currency: 'CNY' },
        },
      },
      {
        given: splitAndSettled('return_1_s1', 'return_1_c1', SHARE_FEN)('return_1'),
        asked: 'a refund of what was split',
        method: 'POST',
        path: '/v3/refund/domestic/refunds',
        body: {
          out_trade_no: 'return_1',
          out_refund_no: 'return_1_r1',
          reason: '退货',
          amount: { refund: REFUND_FEN, total: PRICE_FEN, currency: 'CNY' },
        },
        status: 200,
        answer: {
          out_trade_no: 'return_1',
          out_refund_no: 'return_1_r1',
          status: 'PROCESSING',
          amount: { refund: REFUND_FEN, currency: 'CNY' },
        },
      },
    ],
    act: (channel) => toRefund(channel, 'return_1'),
    outcome: {
      refund: { kind: 'pending' },
      splitReturns: [{ splitReturn: 'return_1_t1', state: 'returned' }],
    },
  },
  {
    name: 'a refund of what was split waits where a receiver gives nothing back',
    exchanges: [
      {
        given: split('return_2_s1', GIVES_NOTHING_BACK, SHARE_FEN)('return_2'),
        asked: 'to take a share back from one who has not agreed to that',
        ...takeBack('return_2', GIVES_NOTHING_BACK),
        status: 403,
        answer: refusal('NO_AUTH'),
      },
      {
        given: split('return_2_s1', GIVES_NOTHING_BACK, SHARE_FEN)('return_2'),
        asked: 'query of a return that never was',
        method: 'GET',
        path: `${RETURNS}/return_2_t1`,
        query: { out_order_no: 'return_2_s1' },
        status: 404,
        answer: refusal('RESOURCE_NOT_EXISTS'),
      },
    ],
    act: (channel) => toRefund(channel, 'return_2', GIVES_NOTHING_BACK),
    outcome: {
      refund: { kind: 'pending' },
      splitReturns: [{ splitReturn: 'return_2_t1', state: 'refused', reason: 'NO_AUTH: says why' }],
    },
  },
];

export const splittings: Conversation[] = [...binding, ...splitting, ...settling, ...returning];
