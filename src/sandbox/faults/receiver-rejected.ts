import { defineFault } from './fault.ts';

export const receiverRejected = defineFault({
  name: 'receiver_rejected',
  group: 'processing',
  summary: 'A receiver of a split cannot be paid.',
  effects: () => ({ split: 'receiver_rejected' }),
});
