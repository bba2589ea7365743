import { defineFault } from './fault.ts';

export const notificationLost = defineFault({
  name: 'notification_lost',
  group: 'notification',
  summary: 'A notification does not arrive; the provider sees no answer and tries again on its schedule.',
  effects: () => ({ notification: { deliveries: 0 } }),
});
