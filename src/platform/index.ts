export type { Command, Order } from '../escrow/index.ts';
export type { Context } from './context.ts';
export { hearNotification } from './notifications.ts';
export type { RequestIdentity } from './once.ts';
export { findOrder, openOrder, perform, recentOrders } from './orders.ts';
export { type PaymentInput, startPayment } from './payments.ts';
export type { Refusal, Result } from './refusal.ts';
export { openSeller, type Seller, sellerOverview } from './sellers.ts';
export { accountTable, historyTable, transferTable } from './tables.ts';
export { orderTimers } from './timers.ts';
export {
  accountView,
  entryView,
  orderView,
  paymentView,
  refundView,
  sellerView,
  transferView,
} from './views.ts';
