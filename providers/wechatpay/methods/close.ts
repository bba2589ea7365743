import { z } from 'zod';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, type Party, partyFault } from '../parties.ts';
import { close as closeOrder } from '../state.ts';
import { mchid, merchantNo } from '../wire.ts';
import { ownOrder } from './query.ts';

const REASONS = [
  ...PARTNER_REASONS,
  'order_not_exist',
  'order_of_other_sub_merchant',
  'order_paid',
  'only_reversible',
  'combined_order_apart',
] as const;

function answer(outTradeNo: string, party: Party, call: Call) {
  const { office } = call;
  const fault = partyFault(party);
  if (fault) return fault;
  const own = ownOrder(office.trades.find(outTradeNo), party, call);
  if ('ok' in own) return own;
  const closed = closeOrder(own);
  if (!closed.ok) return closed;
  office.commit(closed);
  return { ok: true, status: 204 } as const;
}

const out_trade_no = merchantNo(32, 6);
const source = 'pay.weixin.qq.com/doc/v3/merchant/4012791881';

export const CLOSE_METHODS: readonly ApiMethod[] = [
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/transactions/out-trade-no/{out_trade_no}/close',
    summary: 'ends an order that has not been paid; again and again, if need be',
    source,
    content: z.object({ out_trade_no, mchid }),
    refuses: REASONS,
    answer: ({ out_trade_no, mchid }, call) => answer(out_trade_no, { mchid }, call),
  }),
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close',
    summary: 'the same for a sub-merchant',
    source,
    content: z.object({ out_trade_no, sp_mchid: mchid, sub_mchid: mchid }),
    refuses: REASONS,
    answer: ({ out_trade_no, sp_mchid, sub_mchid }, call) =>
      answer(out_trade_no, { mchid: sp_mchid, subMchid: sub_mchid }, call),
  }),
];
