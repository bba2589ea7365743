import type { OrderView } from '../../src/sandbox/index.ts';
import { sellerOf } from './funds.ts';
import { isPaid, type Order, type PaidOrder, type RefundStatus } from './trade.ts';

export function orderView(order: Order | undefined): OrderView | undefined {
  if (!order) return undefined;
  const { outTradeNo, totalFen } = order.terms;
  const view = { order: outTradeNo, state: order.state, currency: 'CNY', total: totalFen } as const;
  if (!isPaid(order)) return { ...view, paid: 0n, refunded: 0n, refunding: 0n, shared: 0n };
  const refundsFen = (...statuses: RefundStatus[]) =>
    order.payment.refunds.reduce(
      (sum, { status, amountFen }) => (statuses.includes(status) ? sum + amountFen : sum),
      0n,
    );
  // A reversal gives all of it back, and leaves no refund.
  const reversedFen = order.state === 'REVOKED' ? totalFen : 0n;
  return {
    ...view,
    paid: totalFen,
    refunded: reversedFen + refundsFen('SUCCESS'),
    refunding: refundsFen('PROCESSING', 'ABNORMAL'),
    shared: heldByReceiversFen(order),
  };
}

function heldByReceiversFen(order: PaidOrder): bigint {
  const { sharings, returns } = order.payment;
  const seller = sellerOf(order);
  const arrived = sharings
    .flatMap(({ shares }) => shares)
    .filter(({ account, result }) => account !== seller && result === 'SUCCESS');
  const backFen = returns.reduce(
    (sum, { result, amountFen }) => (result === 'SUCCESS' ? sum + amountFen : sum),
    0n,
  );
  return arrived.reduce((sum, { amountFen }) => sum + amountFen, 0n) - backFen;
}
