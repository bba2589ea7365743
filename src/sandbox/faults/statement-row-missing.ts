import { defineFault } from './fault.ts';

export const statementRowMissing = defineFault({
  name: 'statement_row_missing',
  group: 'statement',
  summary: 'A row is missing in a statement.',
  effects: () => ({ statement: () => ({ today: [], tomorrow: [] }) }),
});
