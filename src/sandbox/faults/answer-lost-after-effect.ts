import { defineFault } from './fault.ts';

export const answerLostAfterEffect = defineFault({
  name: 'answer_lost_after_effect',
  group: 'wire',
  summary: 'The provider does what it was asked, then the connection breaks before its answer arrives.',
  effects: () => ({ answer: { breaks: 'closed' } }),
});
