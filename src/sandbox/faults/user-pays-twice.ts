import { defineFault } from './fault.ts';

export const userPaysTwice = defineFault({
  name: 'user_pays_twice',
  group: 'business',
  summary:
    'The buyer pays, and then pays too what else of the same price and description waits to be paid, at any provider.',
  effects: () => ({ wallet: { paysOthersToo: true } }),
});
