import { defineFault } from './fault.ts';

export const connectionReset = defineFault({
  name: 'connection_reset',
  group: 'wire',
  summary: 'The connection is reset before the provider has read the request.',
  effects: () => ({ request: { breaks: 'reset' } }),
});
