import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { CannotOpenBooks } from '../store.ts';
import { assertIntact, assertVersion, BUSY_TIMEOUT_MS, isOfTheFile, prepared } from './schema.ts';

/**
 * Opens books to be read. Nothing in the file is changed, but SQLite makes a `-shm` beside it while it is open.
 * Where that cannot be made, nobody can write the books either, and they are read as a file that never changes.
 *
 * @throws CannotOpenBooks
 */
export function openDatabaseToRead(path: string): DatabaseSync {
  try {
    return openReadOnly(path) ?? openUnchanging(path);
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    throw new CannotOpenBooks(`cannot read the books in ${path}: ${error.message}`, { cause: error });
  }
}

/**
 * SQLite's codes where a file beside this one cannot be made: SQLITE_CANTOPEN, which is said of a missing file
 * too, and SQLITE_READONLY_DIRECTORY.
 */
const CANNOT_MAKE_FILES: readonly unknown[] = [14, 1544];

/** @returns undefined where it would take a file beside it that cannot be made */
function openReadOnly(path: string): DatabaseSync | undefined {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    return prepared(db, () => assertBooks(db, path));
  } catch (error) {
    if (isOfTheFile(error) && CANNOT_MAKE_FILES.includes(error.errcode) && isFile(path)) return undefined;
    throw error;
  }
}

function openUnchanging(path: string): DatabaseSync {
  const log = `${path}-wal`;
  if (hasContent(log)) {
    throw new CannotOpenBooks(
      `the last commits of ${path} are still in ${log}, and can only be read where files can be made: ` +
        'copy both to another folder',
    );
  }
  const place = pathToFileURL(path);
  place.searchParams.set('immutable', '1');
  const db = new DatabaseSync(place, { readOnly: true });
  return prepared(db, () => assertBooks(db, path));
}

function assertBooks(db: DatabaseSync, path: string): void {
  if (assertVersion(db, path) === 0) throw new CannotOpenBooks(`there are no books in ${path}`);
  assertIntact(db, path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
