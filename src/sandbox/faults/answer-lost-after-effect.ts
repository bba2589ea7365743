import type { FaultKind } from './fault.ts';

export const answerLostAfterEffect: FaultKind = {
  name: 'answer_lost_after_effect',
  summary: 'The provider does what it was asked, then the connection breaks before its answer arrives.',
  onAnswer: 'lost',
};
