import { defineFault } from './fault.ts';

export const notificationTwice = defineFault({
  name: 'notification_twice',
  group: 'notification',
  summary: 'A notification arrives twice in a row, word for word the same.',
  effects: () => ({ notification: { deliveries: 2 } }),
});
