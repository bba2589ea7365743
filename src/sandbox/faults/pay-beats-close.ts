import { defineFault } from './fault.ts';

export const payBeatsClose = defineFault({
  name: 'pay_beats_close',
  group: 'business',
  summary: 'The merchant closes an order, and in that very moment the buyer has paid it.',
  effects: () => ({ request: { buyerPays: true } }),
});
