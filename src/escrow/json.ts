import { parseExact, stringifyExact } from '../money/index.ts';
import type { Order, Payment, Refund, Splitting, Terms } from './order.ts';
import { openDispute } from './views.ts';

/** What {@link encodeOrder} writes now. An order that was written earlier is brought up to it when it is read. */
const VERSION = 5;

const DAY_MS = 86_400_000;

/** An order as the JSON text that is kept beside the ledger. */
export function encodeOrder(order: Order): string {
  return stringifyExact({ version: VERSION, ...order });
}

/**
 * Reads what {@link encodeOrder} wrote, now or in an earlier version. Only for our own rows, whose shape is
 * trusted.
 *
 * @throws Error when a later version wrote it
 */
export function decodeOrder(text: string): Order {
  const { version = 1, ...order } = parseExact(text) as { readonly version?: number };
  switch (version) {
    case 1:
      return fromVersion4(fromVersion3(fromVersion2(fromVersion1(order as OrderV1))));
    case 2:
      return fromVersion4(fromVersion3(fromVersion2(order as OrderV2)));
    case 3:
      return fromVersion4(fromVersion3(order as OrderV3));
    case 4:
      return fromVersion4(order as OrderV4);
    case VERSION:
      return order as Order;
    default:
      throw new Error(`an order was written by a later version (${version}) than this one (${VERSION})`);
  }
}

/** Before a provider had a term to say in what came of a refund. */
type OrderV4 = Omit<Order, 'terms'> & { readonly terms: Omit<Terms, 'refundWithinMs'> };

function fromVersion4({ terms, ...order }: OrderV4): Order {
  const refundWithinMs = 7 * DAY_MS;
  const requests = order.timeline.filter(({ event }) => event === 'refund_requested');
  // Of one that was tried again, the latest.
  const askedAt = new Map(requests.map(({ at, detail }) => [detail.refund, at]));
  const waiting = order.refunds
    .filter(({ state }) => state === 'refunding')
    .map(({ id }) => {
      const at = (askedAt.get(id) ?? 0) + refundWithinMs;
      return { kind: 'refund_overdue', refund: id, at } as const;
    });
  return { ...order, terms: { refundWithinMs, ...terms }, timers: [...order.timers, ...waiting] };
}

/** Before a parcel had a term to arrive in. */
type OrderV3 = Omit<OrderV4, 'terms'> & { readonly terms: Omit<OrderV4['terms'], 'deliverWithinMs'> };

function fromVersion3({ terms, ...rest }: OrderV3): OrderV4 {
  const order = { ...rest, terms: { deliverWithinMs: 15 * DAY_MS, ...terms } };
  const shipped = order.timeline.findLast(({ event }) => event === 'shipped');
  if (order.fulfilment !== 'shipped' || !shipped) return order;
  const { deliverWithinMs } = order.terms;
  const dispute = openDispute(order);
  if (!dispute) {
    const overdue = { kind: 'delivery_overdue', at: shipped.at + deliverWithinMs } as const;
    return { ...order, timers: [...order.timers, overdue] };
  }
  const stopped = { kind: 'delivery_overdue', leftMs: deliverWithinMs } as const;
  const disputes = order.disputes.map((each) => (each === dispute ? { ...each, stopped } : each));
  return { ...order, disputes };
}

/** Before an order kept how much a provider pays receivers, when it frees the money, and what its reserve gave. */
type OrderV2 = Omit<OrderV3, 'payments' | 'reserveTaken'> & {
  readonly payments: readonly (Omit<Payment, 'splitting'> & {
    readonly splitting?: Omit<Splitting, 'outwardCapBps'>;
  })[];
};

function fromVersion2(order: OrderV2): OrderV3 {
  const freezeMs = order.payments.find(({ id }) => id === order.paidBy)?.splitting?.freezeMs ?? 0;
  return {
    ...order,
    reserveTaken: 0n,
    payments: order.payments.map(({ splitting, ...payment }) => ({
      ...payment,
      ...(splitting ? { splitting: { ...splitting, outwardCapBps: 3_000 } } : {}),
    })),
    timers: order.timers.flatMap((timer) => {
      if (timer.kind !== 'unfreeze_near') return [timer];
      const at = timer.at + Math.min(order.terms.unfreezeAlarmMs, freezeMs);
      return [timer, { kind: 'unfrozen', at }];
    }),
  };
}

/** Before providers split payments. The version was not written then. */
type OrderV1 = Omit<OrderV2, 'refunds' | 'terms'> & {
  readonly refunds: readonly Omit<Refund, 'splitReturns'>[];
  readonly terms: Omit<OrderV2['terms'], 'unfreezeAlarmMs'>;
};

function fromVersion1(order: OrderV1): OrderV2 {
  return {
    ...order,
    refunds: order.refunds.map((refund) => ({ splitReturns: [], ...refund })),
    terms: { unfreezeAlarmMs: 3 * DAY_MS, ...order.terms },
  };
}
