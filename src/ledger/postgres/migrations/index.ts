import { BOOKS } from './0001-books.ts';

/**
 * What lays the tables, one version after the other. What has been released is never changed again, only added
 * to. A migration may be cut short and run again where a database commits each of its statements by itself, so
 * each of them does nothing the second time.
 */
const MIGRATIONS: readonly string[] = [BOOKS];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * CockroachDB orders text by its bytes and by nothing else, and refuses a column that asks for it
 * (cockroachdb/cockroach#108657).
 *
 * @param server what it says of itself in `version()`
 */
export function migrationsFor(server: string): readonly string[] {
  if (!server.startsWith('CockroachDB')) return MIGRATIONS;
  return MIGRATIONS.map((migration) => migration.replaceAll(' COLLATE "C"', ''));
}
