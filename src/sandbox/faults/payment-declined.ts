import { defineFault } from './fault.ts';

export const paymentDeclined = defineFault({
  name: 'payment_declined',
  group: 'business',
  summary: 'The bank declines the payment; the buyer may try again.',
  effects: () => ({ wallet: { outcome: 'declined' } }),
});
