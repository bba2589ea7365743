import type { FaultKind } from './fault.ts';

export const notificationProbed: FaultKind = {
  name: 'notification_probed',
  summary:
    'Before a notification, the same one arrives with a false signature, where the provider is known to probe: a merchant must refuse it.',
  onNotification: { deliveries: 1, probed: true },
};
