import { BOOKS } from './0002-books.ts';
import { VOLUMES } from './0003-volumes.ts';

/** Version 1 was never released. */
const FIRST_VERSION = 2;

/** What lays the tables, one version after the other. What has been released is never changed again, only added to. */
const MIGRATIONS: readonly string[] = [BOOKS, VOLUMES];

/** What this program writes and reads. */
export const SCHEMA_VERSION = FIRST_VERSION + MIGRATIONS.length - 1;

/** @param version of the tables as they are; 0 where there are none */
export function migrationsAfter(version: number): readonly string[] {
  return MIGRATIONS.slice(Math.max(0, version - FIRST_VERSION + 1));
}
