import { z } from 'zod';
import { fenToYuan } from '../../../src/money/index.ts';
import { formatBeijing } from '../../../src/time/index.ts';
import { apiMethod, findOrder } from '../method.ts';
import { splitReceiver } from '../relations.ts';
import type { Leg } from '../trade.ts';
import { text } from '../wire.ts';
import { tradeReference } from './trade-reference.ts';

export const refundQuery = apiMethod({
  name: 'alipay.trade.fastpay.refund.query',
  summary: 'whether a refund was made; no `refund_status` when it is unknown',
  source: 'opendocs.alipay.com/open/02e7gp',
  content: z.intersection(
    tradeReference,
    z.object({ out_request_no: text(64), query_options: z.array(z.string()).default([]) }),
  ),
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order?.trade) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    const refund = order.trade.payment?.refunds.find((done) => done.outRequestNo === content.out_request_no);
    if (!refund) return { ok: true, fields: {} };
    return {
      ok: true,
      fields: {
        trade_no: order.trade.tradeNo,
        out_trade_no: order.terms.outTradeNo,
        out_request_no: refund.outRequestNo,
        refund_status: 'REFUND_SUCCESS',
        refund_amount: fenToYuan(refund.amountFen),
        refund_reason: refund.reason,
        total_amount: fenToYuan(order.terms.totalFen),
        gmt_refund_pay: formatBeijing(refund.at),
        refund_royaltys: content.query_options.includes('refund_royaltys')
          ? refund.returns.map(returned)
          : undefined,
      },
    };
  },
});

function returned({ receiver, amountFen }: Leg) {
  const amount = fenToYuan(amountFen);
  const { account } = splitReceiver(receiver);
  return { refund_amount: amount, royalty_type: 'transfer', result_code: 'SUCCESS', trans_out: account };
}
