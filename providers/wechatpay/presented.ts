import type { Instant } from '../../src/time/index.ts';
import type { CombinedOrder } from './combine.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Office } from './office.ts';
import { notPayable } from './state.ts';
import type { Order, Prepay, TradeType } from './trade.ts';

/** What a merchant presents to its buyer: one order, or several that are paid at once. */
export interface Presented {
  /** The merchant's number for it. */
  readonly no: string;
  readonly tradeType: TradeType;
  readonly prepay?: Prepay;
  readonly orders: readonly Order[];
  readonly combined?: CombinedOrder;
}

export type Unpaid = Refusal<'order_paid' | 'order_closed'>;

/** Finds it by what was given out for it: a prepay id, or the text of a QR code. */
export function findByPrepay(
  by: 'prepayId' | 'codeUrl',
  value: string,
  office: Office,
): Presented | undefined {
  const { trades, combined } = office;
  const [order, several] =
    by === 'prepayId'
      ? [trades.findByPrepayId(value), combined.findByPrepayId(value)]
      : [trades.findByCodeUrl(value), combined.findByCodeUrl(value)];
  return present(order, several, office);
}

/** Finds it by the merchant's own number. */
export function findByNo(no: string, office: Office): Presented | undefined {
  const order = office.trades.find(no);
  // A part of a combined order is not presented by itself.
  const apart = order?.terms.combineOutTradeNo === undefined ? order : undefined;
  return present(apart, office.combined.find(no), office);
}

/** Finds what stands behind an `h5_url`. */
export function findByH5(query: URLSearchParams, office: Office): Presented | undefined {
  const found = findByPrepay('prepayId', query.get('prepay_id') ?? '', office);
  const h5Package = found?.prepay?.h5Package;
  return h5Package !== undefined && h5Package === query.get('package') ? found : undefined;
}

function present(
  order: Order | undefined,
  combined: CombinedOrder | undefined,
  office: Office,
): Presented | undefined {
  if (order) {
    const { terms, prepay } = order;
    return {
      no: terms.outTradeNo,
      tradeType: terms.tradeType,
      orders: [order],
      ...(prepay ? { prepay } : {}),
    };
  }
  if (!combined) return undefined;
  const { combineOutTradeNo, tradeType, prepay } = combined;
  return { no: combineOutTradeNo, tradeType, prepay, orders: office.combined.partsOf(combined), combined };
}

/** @returns why it cannot be paid, or undefined when it can */
export function presentedFault({ orders, prepay }: Presented, now: Instant): Unpaid | undefined {
  for (const order of orders) {
    const fault = notPayable(order, now);
    if (fault) return fault;
  }
  return prepay && now >= prepay.livesUntil
    ? refuse('order_closed', 'what was presented has lapsed; the merchant can place the order again')
    : undefined;
}
