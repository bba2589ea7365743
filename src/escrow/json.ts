import { parseExact, stringifyExact } from '../money/index.ts';
import type { Order } from './order.ts';

/** An order as the JSON text that is kept beside the ledger. */
export function encodeOrder(order: Order): string {
  return stringifyExact(order);
}

/** Reads what {@link encodeOrder} wrote. Only for our own rows, whose shape is trusted. */
export function decodeOrder(text: string): Order {
  return parseExact(text) as Order;
}
