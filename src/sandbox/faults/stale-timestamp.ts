import { defineFault } from './fault.ts';
import { duration } from './parameters.ts';

export const staleTimestamp = defineFault({
  name: 'stale_timestamp',
  group: 'wire',
  summary: 'The next thing that the provider signs is dated back by `age`, where the date is signed.',
  parameters: { age: duration('PT10M') },
  effects: ({ age }) => ({ signing: { ageMs: age } }),
});
