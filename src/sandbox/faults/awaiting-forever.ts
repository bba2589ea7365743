import { defineFault } from './fault.ts';

export const awaitingForever = defineFault({
  name: 'awaiting_forever',
  group: 'business',
  summary: 'The buyer never confirms, and the order never expires.',
  effects: () => ({ wallet: { outcome: 'awaiting' } }),
});
