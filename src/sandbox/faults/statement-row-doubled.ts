import { defineFault } from './fault.ts';

export const statementRowDoubled = defineFault({
  name: 'statement_row_doubled',
  group: 'statement',
  summary: 'A row stands twice in a statement.',
  effects: () => ({ statement: (row) => ({ today: [row, row], tomorrow: [] }) }),
});
