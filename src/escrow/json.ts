import { parseExact, stringifyExact } from '../money/index.ts';
import type { Order, Refund, Terms } from './order.ts';

/** What {@link encodeOrder} writes now. An order that was written earlier is brought up to it when it is read. */
const VERSION = 2;

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
  const { version = 1, ...order } = parseExact(text) as Kept;
  if (version === VERSION) return order as Order;
  if (version > VERSION) {
    throw new Error(
      `order ${order.id} was written by a later version (${version}) than this one (${VERSION})`,
    );
  }
  return fromVersion1(order);
}

/** The version was not written before there were two. */
type Kept = { readonly version?: number } & (Order | OrderV1);

/** Before providers split payments. */
type OrderV1 = Omit<Order, 'refunds' | 'terms'> & {
  readonly refunds: readonly Omit<Refund, 'splitReturns'>[];
  readonly terms: Omit<Terms, 'unfreezeAlarmMs'>;
};

const DAY_MS = 86_400_000;

function fromVersion1(order: OrderV1): Order {
  return {
    ...order,
    refunds: order.refunds.map((refund) => ({ splitReturns: [], ...refund })),
    terms: { unfreezeAlarmMs: 3 * DAY_MS, ...order.terms },
  };
}
