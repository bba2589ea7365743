export type { Bank, PayRequest } from './bank.ts';
export type {
  Channel,
  ChannelWorld,
  CollectRequest,
  Notification,
  NotificationAnswer,
  OpenChannel,
  PaymentStatus,
  Presentation,
} from './channel.ts';
export { inItsWords, type Outcome } from './outcome.ts';
export type { RefundRequest } from './refund.ts';
export type {
  Receiver,
  SettlementRequest,
  SplitLegStatus,
  SplitRefundReport,
  SplitRequest,
  SplitReturn,
  Splitting,
} from './splitting.ts';
export type { StatementLine } from './statement.ts';
