import { defineFault } from './fault.ts';

export const connectionRefused = defineFault({
  name: 'connection_refused',
  group: 'wire',
  summary: 'The connection is refused: the provider never hears of the request.',
  effects: () => ({ request: { breaks: 'refused' } }),
});
