export { openSqliteReader, openSqliteStore } from './store.ts';
