import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const answerSlow = defineFault({
  name: 'answer_slow',
  group: 'wire',
  summary:
    'The provider does what it was asked, and its answer takes as long as `delay`. In virtual time nobody waits: beyond ten seconds the caller has given up.',
  parameters: { delay: duration('PT30S') },
  effects: ({ delay }) => ({ answer: { delayMs: delay } }),
});
