export { sellerAvailableAccount } from './accounts.ts';
export type { Command, CommandOf, Decided, Decision, Effect, Refusal, RefusalCode } from './command.ts';
export { createOrder, type NewOrder } from './create.ts';
export { decide } from './decide.ts';
export { decodeOrder, encodeOrder } from './json.ts';
export type {
  Ending,
  Fulfilment,
  Order,
  Payment,
  Present,
  Refund,
  Terms,
  TimelineEntry,
  Timer,
} from './order.ts';
export {
  allocations,
  captured,
  dueAt,
  escrowHeld,
  paymentOf,
  refunded,
  refunding,
  released,
  remaining,
} from './views.ts';
