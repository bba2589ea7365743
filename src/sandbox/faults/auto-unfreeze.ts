import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const autoUnfreeze = defineFault({
  name: 'auto_unfreeze',
  group: 'processing',
  summary: 'Money that the provider holds is freed by itself, `after` the payment, earlier than agreed.',
  parameters: { after: duration('PT0S') },
  effects: ({ after }) => ({ hold: { lastsMs: after } }),
});
