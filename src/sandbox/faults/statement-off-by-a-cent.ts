import { z } from 'zod';
import { defineFault } from './fault.ts';

export const statementOffByACent = defineFault({
  name: 'statement_off_by_a_cent',
  group: 'statement',
  summary: 'The amount of a row is off by `cents`.',
  parameters: { cents: z.int().min(-100).max(100).default(1) },
  effects: ({ cents }) => ({
    statement: (row, offBy) => ({ today: [offBy(row, BigInt(cents))], tomorrow: [] }),
  }),
});
