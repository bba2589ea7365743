import { z } from 'zod';
import { type Refusal, refuse } from '../errors.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, type Party, partyFault } from '../parties.ts';
import type { Order } from '../trade.ts';
import { transactionView } from '../views.ts';
import { mchid, merchantNo, text } from '../wire.ts';

const REASONS = [...PARTNER_REASONS, 'order_not_exist', 'order_of_other_sub_merchant'] as const;

/** An order that exists, and is of who asks. */
export function ownOrder(
  order: Order | undefined,
  { subMchid }: Party,
  { exchange }: Call,
): Order | Refusal<'order_not_exist' | 'order_of_other_sub_merchant'> {
  if (!order) return refuse('order_not_exist');
  exchange.order = order.terms.outTradeNo;
  return order.terms.subMchid === subMchid ? order : refuse('order_of_other_sub_merchant');
}

function answer(order: Order | undefined, party: Party, call: Call) {
  const fault = partyFault(party);
  if (fault) return fault;
  const own = ownOrder(order, party, call);
  return 'ok' in own ? own : ({ ok: true, body: transactionView(own) } as const);
}

const direct = z.object({ mchid });
const partner = z.object({ sp_mchid: mchid, sub_mchid: mchid });
const byId = { transaction_id: text(32) };
const byNo = { out_trade_no: merchantNo(32, 6) };
const source = 'pay.weixin.qq.com/doc/v3/merchant/4012791879';

/** Four endpoints: by either number, for the merchant itself and for its sub-merchants. */
export const QUERY_METHODS: readonly ApiMethod[] = [
  apiMethod({
    verb: 'GET',
    path: '/v3/pay/transactions/id/{transaction_id}',
    summary: 'how an order stands, by WeChat Pay’s number',
    source,
    content: direct.extend(byId),
    refuses: REASONS,
    answer: ({ mchid, transaction_id }, call) =>
      answer(call.office.trades.findByTransactionId(transaction_id), { mchid }, call),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/pay/transactions/out-trade-no/{out_trade_no}',
    summary: 'how an order stands, by the merchant’s number',
    source,
    content: direct.extend(byNo),
    refuses: REASONS,
    answer: ({ mchid, out_trade_no }, call) => answer(findApart(out_trade_no, call), { mchid }, call),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/pay/partner/transactions/id/{transaction_id}',
    summary: 'the same for a sub-merchant',
    source,
    content: partner.extend(byId),
    refuses: REASONS,
    answer: ({ sp_mchid, sub_mchid, transaction_id }, call) =>
      answer(
        call.office.trades.findByTransactionId(transaction_id),
        { mchid: sp_mchid, subMchid: sub_mchid },
        call,
      ),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/pay/partner/transactions/out-trade-no/{out_trade_no}',
    summary: 'the same for a sub-merchant',
    source,
    content: partner.extend(byNo),
    refuses: REASONS,
    answer: ({ sp_mchid, sub_mchid, out_trade_no }, call) =>
      answer(findApart(out_trade_no, call), { mchid: sp_mchid, subMchid: sub_mchid }, call),
  }),
];

/** A part of a combined order is not found by itself (wechatpay-skills, 合单支付常见问题). */
function findApart(outTradeNo: string, { office }: Call): Order | undefined {
  const order = office.trades.find(outTradeNo);
  return order?.terms.combineOutTradeNo === undefined ? order : undefined;
}
