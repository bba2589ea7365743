export { UnknownSchema } from './schema.ts';
export { openSqliteStore } from './store.ts';
