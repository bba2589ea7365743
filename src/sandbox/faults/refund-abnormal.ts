import { defineFault } from './fault.ts';

export const refundAbnormal = defineFault({
  name: 'refund_abnormal',
  group: 'processing',
  summary: 'A refund is accepted, and does not get through to the buyer, whose card is dead.',
  effects: () => ({ refund: { isAbnormal: true } }),
});
