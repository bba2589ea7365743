import { defineFault } from './fault.ts';

export const oldKey = defineFault({
  name: 'old_key',
  group: 'wire',
  summary: 'The next thing that the provider signs is signed by a key that it has retired.',
  effects: () => ({ signing: { key: 'old' } }),
});
