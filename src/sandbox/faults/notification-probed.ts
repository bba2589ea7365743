import { defineFault } from './fault.ts';

export const notificationProbed = defineFault({
  name: 'notification_probed',
  group: 'notification',
  summary:
    'Before a notification, the same one arrives with a false signature, where the provider is known to probe: a merchant must refuse it.',
  effects: () => ({ notification: { isProbed: true } }),
});
