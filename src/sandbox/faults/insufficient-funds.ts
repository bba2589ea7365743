import { defineFault } from './fault.ts';

export const insufficientFunds = defineFault({
  name: 'insufficient_funds',
  group: 'business',
  summary: 'The buyer has not enough money; they may try again.',
  effects: () => ({ wallet: { outcome: 'insufficient_funds' } }),
});
