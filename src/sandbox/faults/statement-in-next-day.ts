import { defineFault } from './fault.ts';

export const statementInNextDay = defineFault({
  name: 'statement_in_next_day',
  group: 'statement',
  summary: 'A row stands in the next day’s statement, and not in its own.',
  effects: () => ({ statement: (row) => ({ today: [], tomorrow: [row] }) }),
});
