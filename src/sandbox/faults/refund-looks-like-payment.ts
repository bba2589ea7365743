import { defineFault } from './fault.ts';

export const refundLooksLikePayment = defineFault({
  name: 'refund_looks_like_payment',
  group: 'notification',
  summary:
    'A refund is told of under the word for a payment, where the provider tells of both alike; only further fields give it away.',
  effects: () => ({ notification: { looksLikePayment: true } }),
});
