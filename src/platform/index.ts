export { type Command, type Order, refundOf, type Terms } from '../escrow/index.ts';
export type { SplitRule } from '../split/index.ts';
export {
  type ApiKey,
  addKey,
  auditTrail,
  isOpenToAll,
  listKeys,
  revokeKey,
  SCOPES,
  type Scope,
  useKey,
} from './access.ts';
export { acceptEarlyPayout, offerEarlyPayout } from './advances.ts';
export type { Context } from './context.ts';
export { eventView, listEvents } from './events.ts';
export { orderMoneyView } from './money-views.ts';
export { hearNotification } from './notifications.ts';
export type { RequestIdentity } from './once.ts';
export { findOrder, openOrder, perform, recentOrders } from './orders.ts';
export type { Payee } from './payee-document.ts';
export { listPayees, payeeOverview, payPayee, setPayoutSchedule, setReceiver } from './payees.ts';
export { type PaymentInput, startPayment } from './payments.ts';
export { payoutTimers, requestPayout, scheduleTimers, seePayout } from './payouts.ts';
export type { Refusal, Result } from './refusal.ts';
export type { Seller } from './seller-document.ts';
export {
  openSeller,
  type SellerInput,
  type SellerOverview,
  sellerOverview,
  writeOffDebt,
} from './sellers.ts';
export { explainBreak, findStatement, listStatements, pullStatement, statementTimers } from './statements.ts';
export { accountTable, historyTable, transferTable } from './tables.ts';
export { orderTimers } from './timers.ts';
export {
  accountView,
  entryView,
  latestRefundView,
  orderView,
  payeeOverviewView,
  payeeView,
  paymentView,
  payoutView,
  refundView,
  sellerOverviewView,
  sellerView,
  statementView,
  transferView,
  workView,
} from './views.ts';
export {
  endpointView,
  newEndpointView,
  openEndpoint,
  resendEvent,
  webhookEndpoints,
  webhookTimers,
} from './webhooks.ts';
export type { Language } from './words.ts';
export { openWork } from './work.ts';
