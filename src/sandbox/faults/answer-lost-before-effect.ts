import { defineFault } from './fault.ts';

export const answerLostBeforeEffect = defineFault({
  name: 'answer_lost_before_effect',
  group: 'wire',
  summary: 'The connection breaks without an answer, and the provider has done nothing.',
  effects: () => ({ request: { breaks: 'closed' } }),
});
