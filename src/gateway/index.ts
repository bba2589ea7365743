export type {
  Channel,
  CollectRequest,
  Notification,
  NotificationAnswer,
  PaymentStatus,
  Presentation,
  RefundRequest,
} from './channel.ts';
export type { Outcome } from './outcome.ts';
