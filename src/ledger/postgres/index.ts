export { emptyPostgresBooks } from './empty.ts';
export { UnusableDatabase } from './migrate.ts';
export { openPostgresStore } from './store.ts';
