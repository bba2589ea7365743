import { DatabaseSync } from 'node:sqlite';
import { CannotOpenBooks } from '../store.ts';
import { migrationsAfter, SCHEMA_VERSION } from './migrations/index.ts';

/** How long a batch or an opening waits for another process to let go of the file. */
export const BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the file, and brings its tables to the version of this program.
 *
 * @throws CannotOpenBooks
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    return prepared(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }), (db) => prepare(db, path));
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    throw new CannotOpenBooks(`cannot keep books in ${path}: ${error.message}`, { cause: error });
  }
}

/** The database once it is ready, or closed again when it cannot be. */
export function prepared(db: DatabaseSync, prepareIt: (db: DatabaseSync) => void): DatabaseSync {
  try {
    prepareIt(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, path: string): void {
  assertVersion(db, path);
  assertIntact(db, path);
  db.exec('PRAGMA journal_mode = WAL');
  // In WAL, only FULL syncs the log at every commit: what was answered survives a loss of power.
  db.exec('PRAGMA synchronous = FULL');
  inTransaction(db, () => {
    for (const migration of migrationsAfter(schemaVersion(db))) db.exec(migration);
    // Written at every opening: a file that takes no writes is found now, and not at the first payment.
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/**
 * Takes the write lock before anything is read, so that whatever is decided here rests on the latest
 * commit, another process's too.
 */
export function inTransaction<T>(db: DatabaseSync, body: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/**
 * @returns the version of the schema; 0 where nothing is in the file
 * @throws CannotOpenBooks when the file was written by a newer version or by another program
 */
export function assertVersion(db: DatabaseSync, path: string): number {
  const version = schemaVersion(db);
  if (version > SCHEMA_VERSION) {
    throw new CannotOpenBooks(
      `${path} has schema ${version}, and this version knows up to ${SCHEMA_VERSION}: use the newer one`,
    );
  }
  if (version === 1) {
    throw new CannotOpenBooks(
      `${path} has schema 1, from before the first release: begin with another folder`,
    );
  }
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw new CannotOpenBooks(`${path} is a database of something else`);
  }
  return version;
}

/** Nothing is written on top of what is broken. It reads the whole file, and no index against its table. */
export function assertIntact(db: DatabaseSync, path: string): void {
  const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() ?? {};
  if (found === 'ok') return;
  throw new CannotOpenBooks(`${path} is damaged: put back a copy, or begin with another folder`, {
    cause: found,
  });
}

/** SQLite's code for a statement that is wrong, which is nobody's fault but ours. */
const SQLITE_ERROR = 1;

/** Such as a full disk, a file that may not be written, or one that is no database at all. */
export function isOfTheFile(error: unknown): error is Error & { readonly errcode: unknown } {
  return error instanceof Error && 'errcode' in error && error.errcode !== SQLITE_ERROR;
}

function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}
