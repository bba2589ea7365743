export { emptyPostgresBooks } from './empty.ts';
export { openPostgresStore } from './store.ts';
