import type { Receiver, Splitting } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import { type Answer, channelTo, MERCHANT, type Received } from './stand-in.ts';

export const TRANSACTION = '4200002026042200000000000001';
export const SPLIT = 'ord_bag-s1';
export const ORDERS = '/v3/profitsharing/orders';
export const SPLIT_QUERY = `GET ${ORDERS}/${SPLIT}?transaction_id=${TRANSACTION}`;
export const AMOUNTS = `GET /v3/profitsharing/transactions/${TRANSACTION}/amounts`;
export const RETURNS = '/v3/profitsharing/return-orders';

export const cny = (fen: bigint) => money('CNY', fen);
export const logistics: Receiver = {
  payee: 'logistics',
  type: 'MERCHANT_ID',
  account: '1600000101',
  name: '顺丰',
};
export const appraiser: Receiver = {
  payee: 'appraiser',
  type: 'PERSONAL_OPENID',
  account: 'oUpF8uMuAJO_M2pxb1Q9',
};

export async function splittingTo(answer: Answer): Promise<{ splitting: Splitting; received: Received[] }> {
  const { channel, received } = await channelTo(answer);
  if (!channel.splitting) throw new Error('the channel cannot split');
  return { splitting: channel.splitting, received };
}

export function bodyOf(request: Received | undefined) {
  return JSON.parse(request?.body ?? '');
}

export const asked = {
  payment: 'ord_bag-p1',
  providerReference: TRANSACTION,
  split: SPLIT,
  legs: [
    { receiver: logistics, amount: cny(12_000n) },
    { receiver: appraiser, amount: cny(20_000n) },
  ],
};

export type ShareChange = {
  readonly result?: string;
  readonly fail_reason?: string;
  readonly amount?: number;
};

export function shared(state: string, first: ShareChange = {}, second: ShareChange = {}): object {
  const common = { description: 'x', detail_id: '36011111111111111111111', result: 'PENDING' };
  return {
    transaction_id: TRANSACTION,
    out_order_no: SPLIT,
    order_id: '3008450740201411110007820472',
    state,
    receivers: [
      // In another order than they were asked for.
      { ...common, type: appraiser.type, account: appraiser.account, amount: 20_000, ...second },
      { ...common, type: logistics.type, account: logistics.account, amount: 12_000, ...first },
    ],
  };
}

export const settlement = {
  payment: 'ord_bag-p1',
  providerReference: TRANSACTION,
  settlement: 'ord_bag-c1',
  amount: cny(968_000n),
};
export const UNFREEZE = `POST ${ORDERS}/unfreeze`;

export function unfrozen(result: string, more: object = {}): object {
  return {
    transaction_id: TRANSACTION,
    out_order_no: 'ord_bag-c1',
    state: result === 'PENDING' ? 'PROCESSING' : 'FINISHED',
    receivers: [{ type: 'MERCHANT_ID', account: MERCHANT.mchid, amount: 962_000, result, ...more }],
  };
}

export const RETURN = 'ord_bag-r1-t1';
export const back = { splitReturn: RETURN, split: SPLIT, receiver: logistics, amount: cny(12_000n) };
export const refund = {
  payment: 'ord_bag-p1',
  refund: 'ord_bag-r1',
  amount: cny(1_000_000n),
  reason: '退货',
};
export const RETURN_QUERY = `GET ${RETURNS}/${RETURN}?out_order_no=${SPLIT}`;
export const ORDER_QUERY = `GET /v3/pay/transactions/out-trade-no/ord_bag-p1?mchid=${MERCHANT.mchid}`;
export const REFUND = 'POST /v3/refund/domestic/refunds';

export function returned(result: string, more: object = {}): object {
  return {
    order_id: '3008450740201411110007820472',
    out_order_no: SPLIT,
    out_return_no: RETURN,
    return_mchid: logistics.account,
    amount: 12_000,
    result,
    ...more,
  };
}
