import type { FaultKind } from './fault.ts';

export const notificationLost: FaultKind = {
  name: 'notification_lost',
  summary: 'A notification does not arrive; the provider sees no answer and tries again on its schedule.',
  onNotification: { deliveries: 0 },
};
