import { defineFault } from './fault.ts';

export const answerTruncated = defineFault({
  name: 'answer_truncated',
  group: 'wire',
  summary: 'The answer ends in the middle.',
  effects: () => ({
    answer: { rewrite: (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length / 2) }) },
  }),
});
