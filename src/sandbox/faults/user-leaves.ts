import { defineFault } from './fault.ts';

export const userLeaves = defineFault({
  name: 'user_leaves',
  group: 'business',
  summary: 'The buyer looks at what is to be paid, and goes away.',
  effects: () => ({ wallet: { outcome: 'cancelled' } }),
});
