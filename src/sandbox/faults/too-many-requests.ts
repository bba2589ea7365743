import { defineFault } from './fault.ts';

export const tooManyRequests = defineFault({
  name: 'too_many_requests',
  group: 'wire',
  summary: 'The provider answers that it was asked too often, and does nothing.',
  effects: () => ({ request: { fails: { failure: 'too_many_requests', status: 429 } } }),
});
