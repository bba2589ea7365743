import { BOOKS } from './0001-books.ts';

/**
 * What lays the tables, one version after the other. What has been released is never changed again, only added
 * to. A migration may be cut short and run again where a database commits each of its statements by itself, so
 * each of them does nothing the second time.
 */
export const MIGRATIONS: readonly string[] = [BOOKS];
