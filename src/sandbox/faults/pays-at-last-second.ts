import { defineFault } from './fault.ts';

export const paysAtLastSecond = defineFault({
  name: 'pays_at_last_second',
  group: 'business',
  summary: 'The buyer looks at what is to be paid, and pays one second before it expires.',
  effects: () => ({ wallet: { waitsUntilBeforeExpiryMs: 1000 } }),
});
