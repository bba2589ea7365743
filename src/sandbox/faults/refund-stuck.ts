import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const refundStuck = defineFault({
  name: 'refund_stuck',
  group: 'processing',
  summary: 'A refund is accepted, and takes as long as `delay`.',
  parameters: { delay: duration('P3D') },
  effects: ({ delay }) => ({ refund: { takesMs: delay } }),
});
