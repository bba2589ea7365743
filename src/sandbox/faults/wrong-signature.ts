import { defineFault } from './fault.ts';

export const wrongSignature = defineFault({
  name: 'wrong_signature',
  group: 'wire',
  summary: 'The next thing that the provider signs has a false signature.',
  effects: () => ({ signing: { isFalse: true } }),
});
