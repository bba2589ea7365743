import { z } from 'zod';
import { fenToYuan } from '../../../src/money/index.ts';
import { apiMethod, findOrder } from '../method.ts';
import { confirm } from '../settlement.ts';
import { amountFen, text } from '../wire.ts';

const settlement = z.object({
  trans_in_type: z.enum(['cardAliasNo', 'userId', 'loginName', 'defaultSettle']).default('defaultSettle'),
  trans_in: text(64).optional(),
  amount: amountFen,
  actual_amount: amountFen.optional(),
});

export const settleConfirm = apiMethod({
  name: 'alipay.trade.settle.confirm',
  summary: 'settles money that was held to the seller',
  source: 'opendocs.alipay.com/open/028xqy',
  content: z.object({
    out_request_no: text(64),
    trade_no: text(64),
    settle_info: z.object({ settle_detail_infos: z.tuple([settlement]) }),
  }),
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    const [{ amount, actual_amount: actualFen }] = content.settle_info.settle_detail_infos;
    const confirmed = confirm(
      order,
      {
        outRequestNo: content.out_request_no,
        amountFen: amount,
        ...(actualFen === undefined ? {} : { actualFen }),
      },
      call.now,
    );
    if (!confirmed.ok) return confirmed;
    if (confirmed.order !== order) call.office.trades.save(confirmed.order);
    return {
      ok: true,
      fields: {
        trade_no: order.trade?.tradeNo,
        out_request_no: content.out_request_no,
        settle_amount: fenToYuan(confirmed.confirmation.amountFen),
      },
    };
  },
});
