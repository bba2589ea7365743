import { apiMethod, findOrder } from '../method.ts';
import { close as closeTrade } from '../state.ts';
import { tradeReference } from './trade-reference.ts';

export const close = apiMethod({
  name: 'alipay.trade.close',
  summary: 'ends a trade that has not been paid',
  source: 'opendocs.alipay.com/open/02o6e8',
  content: tradeReference,
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    const closed = closeTrade(order, call.now);
    if (!closed.ok) return closed;
    call.office.trades.save(closed.order);
    call.office.notify(closed.order);
    return {
      ok: true,
      fields: { out_trade_no: order.terms.outTradeNo, trade_no: order.trade?.tradeNo },
    };
  },
});
