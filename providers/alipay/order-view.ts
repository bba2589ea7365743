import type { OrderView } from '../../src/sandbox/index.ts';
import { refundedFen, splitOutFen } from './funds.ts';
import { isPaid, type Order } from './trade.ts';

/** An order that nobody has scanned has no trade, and so no state of Alipay's. */
const UNSCANNED = 'NOT_SCANNED';

export function orderView(order: Order | undefined): OrderView | undefined {
  if (!order) return undefined;
  const { outTradeNo, totalFen } = order.terms;
  const payment = isPaid(order) ? order.trade.payment : undefined;
  return {
    order: outTradeNo,
    state: order.trade?.status ?? UNSCANNED,
    currency: 'CNY',
    total: totalFen,
    paid: payment ? totalFen : 0n,
    refunded: payment ? refundedFen(payment) : 0n,
    refunding: 0n,
    shared: payment ? splitOutFen(payment) : 0n,
  };
}
