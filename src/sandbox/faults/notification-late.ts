import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const notificationLate = defineFault({
  name: 'notification_late',
  group: 'notification',
  summary: 'A notification goes out only after `delay`.',
  parameters: { delay: duration('PT1H') },
  effects: ({ delay }) => ({ notification: { waitsMs: delay, orNext: false } }),
});
