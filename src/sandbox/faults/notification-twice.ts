import type { FaultKind } from './fault.ts';

export const notificationTwice: FaultKind = {
  name: 'notification_twice',
  summary: 'A notification arrives twice in a row, word for word the same.',
  onNotification: { deliveries: 2 },
};
