import { apiMethod, findOrder } from '../method.ts';
import { cancel as cancelTrade } from '../state.ts';
import { tradeReference } from './trade-reference.ts';

export const cancel = apiMethod({
  name: 'alipay.trade.cancel',
  summary: 'undoes a payment of unknown outcome: closes it or refunds it in full, within 24 hours',
  source: 'opendocs.alipay.com/open/02ekfr',
  content: tradeReference,
  answer: (content, call) => {
    const order = findOrder(content, call);
    const { out_trade_no, trade_no } = content;
    // Nothing to undo is a success without an action.
    if (!order) return { ok: true, fields: { out_trade_no, trade_no, retry_flag: 'N' } };
    const cancelled = cancelTrade(order, call.now);
    if (!cancelled.ok) return cancelled;
    if (cancelled.changed) {
      call.office.trades.save(cancelled.order);
      call.office.notify(cancelled.order, cancelled.order.trade?.payment?.refunds.at(-1));
    }
    return {
      ok: true,
      fields: {
        out_trade_no: order.terms.outTradeNo,
        trade_no: order.trade?.tradeNo,
        retry_flag: 'N',
        action: cancelled.action,
      },
    };
  },
});
