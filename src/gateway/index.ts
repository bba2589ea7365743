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
  RefundRequest,
} from './channel.ts';
export type { Outcome } from './outcome.ts';
