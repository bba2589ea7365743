export { clearingAccount, providerFeeAccount, sellerAvailableAccount } from './accounts.ts';
export { advanceAccount } from './advancing.ts';
export { bookedAs } from './books.ts';
export type { Command, CommandOf, Decided, Decision, Effect, Refusal, RefusalCode } from './command.ts';
export { type Coupon, createOrder, type NewOrder } from './create.ts';
export { decide } from './decide.ts';
export { fundsAccounts, readFunds, type SellerFunds } from './funds.ts';
export { decodeOrder, encodeOrder } from './json.ts';
export type {
  Advance,
  Charge,
  Chargeback,
  Dispute,
  DisputeOutcome,
  Ending,
  Fulfilment,
  Order,
  Party,
  Payment,
  Present,
  Receiver,
  Refund,
  Split,
  SplitLeg,
  Splitting,
  Terms,
  TimelineEntry,
  Timer,
} from './order.ts';
export {
  acknowledgePayout,
  askForPayoutAgain,
  hearOfPayout,
  type Payout,
  type PayoutFunds,
  type PayoutNews,
  type PayoutRefusal,
  payoutAccounts,
  type Recipient,
  readPayoutFunds,
  submitPayout,
} from './payout.ts';
export { bookProviderFees } from './provider-fees.ts';
export {
  type PayeeBalance,
  type SellerBalance,
  wherePayeesBalanceIs,
  whereSellersBalanceIs,
} from './seller-whereabouts.ts';
export {
  allocations,
  captured,
  chargedBack,
  dueAt,
  escrowHeld,
  isContested,
  openDispute,
  openedAt,
  paidAmount,
  paymentOf,
  refunded,
  refunding,
  refundOf,
  released,
  remaining,
  sponsored,
  toPay,
} from './views.ts';
export {
  type Place,
  type WaitsFor,
  type Whereabouts,
  whereBuyersMoneyIs,
  whereSellersMoneyIs,
} from './whereabouts.ts';
export { type WorkItem, workOf } from './work.ts';
export { writeOff } from './write-off.ts';
