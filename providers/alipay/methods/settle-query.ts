import { z } from 'zod';
import { fenToYuan } from '../../../src/money/index.ts';
import { formatBeijing } from '../../../src/time/index.ts';
import { withSellerFen } from '../funds.ts';
import { SELLER } from '../identities.ts';
import { apiMethod, type Call, findOrder } from '../method.ts';
import { splitReceiver } from '../relations.ts';
import { MOST_SPLIT_PERCENT } from '../settlement.ts';
import { isPaid, type Order, type Split } from '../trade.ts';
import { text } from '../wire.ts';

/** Either number of a split names it; the merchant's is only unique within its trade. */
const splitReference = z
  .object({
    settle_no: text(64).optional(),
    out_request_no: text(64).optional(),
    trade_no: text(64).optional(),
  })
  .refine(
    ({ settle_no, out_request_no, trade_no }) =>
      settle_no !== undefined || (out_request_no !== undefined && trade_no !== undefined),
    { message: 'settle_no, or out_request_no and trade_no, are needed' },
  );

export const orderSettleQuery = apiMethod({
  name: 'alipay.trade.order.settle.query',
  summary: 'what became of a split, receiver by receiver',
  source: 'opendocs.alipay.com/open/02pj6l',
  content: splitReference,
  answer: (content, call) => {
    const order = findSplitOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    const split = order.trade?.payment?.splits.find(({ settleNo, outRequestNo }) =>
      content.settle_no === undefined
        ? outRequestNo === content.out_request_no
        : settleNo === content.settle_no,
    );
    if (!split)
      return { ok: false, code: 'ACQ.INVALID_PARAMETER', why: 'the trade has no split of that number' };
    return {
      ok: true,
      fields: {
        out_request_no: split.outRequestNo,
        operation_dt: formatBeijing(split.at),
        royalty_detail_list: split.legs.map((_, index) => detail(split, index)),
      },
    };
  },
});

function findSplitOrder({ settle_no, ...content }: z.output<typeof splitReference>, call: Call) {
  if (settle_no === undefined) return findOrder(content, call);
  const order = call.office.trades.findBySettleNo(settle_no);
  if (order) call.exchange.order = order.terms.outTradeNo;
  return order;
}

/** A synchronous split is wholly done, or was never made. */
function detail({ settleNo, at, legs }: Split, index: number) {
  const leg = legs[index];
  if (!leg) throw new RangeError(`split ${settleNo} has no leg ${index}`);
  const { type, account } = splitReceiver(leg.receiver);
  return {
    operation_type: 'transfer',
    execute_dt: formatBeijing(at),
    trans_out: SELLER.id,
    trans_out_type: 'userId',
    trans_in: account,
    trans_in_type: type,
    amount: fenToYuan(leg.amountFen),
    state: 'SUCCESS',
    detail_id: `${settleNo.slice(0, 8)}22001${settleNo.slice(-13)}${String(index + 1).padStart(2, '0')}`,
  };
}

export const onsettleQuery = apiMethod({
  name: 'alipay.trade.order.onsettle.query',
  summary: 'how much of a trade can still be split, before the cap',
  source: 'opendocs.alipay.com/open/d87dc009_alipay.trade.order.onsettle.query',
  content: z.object({ trade_no: text(64) }),
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    return { ok: true, fields: { unsettled_amount: fenToYuan(unsettledFen(order)) } };
  },
});

function unsettledFen(order: Order): bigint {
  if (!isPaid(order) || order.trade.payment.splitsFinished) return 0n;
  return withSellerFen(order.terms.totalFen, order.trade.payment);
}

export const royaltyRateQuery = apiMethod({
  name: 'alipay.trade.royalty.rate.query',
  summary: 'the share of an order that may be split',
  source: 'opendocs.alipay.com/open/6f314ee9_alipay.trade.royalty.rate.query',
  content: z.object({ out_request_no: text(64) }),
  answer: () => ({ ok: true, fields: { user_id: SELLER.id, max_ratio: Number(MOST_SPLIT_PERCENT) } }),
});
