import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const notificationOutOfOrder = defineFault({
  name: 'notification_out_of_order',
  group: 'notification',
  summary:
    'A notification goes out only once another of the provider has, or after `delay`, should none come.',
  parameters: { delay: duration('P1D') },
  effects: ({ delay }) => ({ notification: { waitsMs: delay, orNext: true } }),
});
