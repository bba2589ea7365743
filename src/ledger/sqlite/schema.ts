import { DatabaseSync } from 'node:sqlite';
import { CannotOpenBooks } from '../store.ts';

/** What this program writes and reads. A change of the tables raises it and says how old files follow. */
const SCHEMA_VERSION = 2;

/** How long a batch or an opening waits for another process to let go of the file. */
export const BUSY_TIMEOUT_MS = 2000;

/**
 * Readable ids outside, integer keys inside. Amounts are minor units; `_micros` are microseconds since 1970,
 * `_at` and `_ms` milliseconds. A row of `transfer` never changes; `dr_` and `cr_` are what its debit and its
 * credit account had just after it. `pending` says what has become of a pending one.
 */
const SCHEMA = `
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_sequence INTEGER NOT NULL,
    last_micros INTEGER NOT NULL
  ) STRICT;
  INSERT INTO head VALUES (1, 0, 0);

  CREATE TABLE account (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    ledger TEXT NOT NULL,
    code TEXT NOT NULL,
    balance_limit TEXT,
    debits_pending INTEGER NOT NULL CHECK (debits_pending >= 0),
    debits_posted INTEGER NOT NULL CHECK (debits_posted >= 0),
    credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0),
    credits_posted INTEGER NOT NULL CHECK (credits_posted >= 0)
  ) STRICT;

  CREATE TABLE transfer (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    debit INTEGER NOT NULL REFERENCES account,
    credit INTEGER NOT NULL REFERENCES account,
    amount INTEGER NOT NULL CHECK (amount > 0),
    code TEXT NOT NULL,
    order_id TEXT,
    pending INTEGER REFERENCES transfer,
    timeout_ms INTEGER,
    at_micros INTEGER NOT NULL,
    dr_debits_pending INTEGER NOT NULL,
    dr_debits_posted INTEGER NOT NULL,
    dr_credits_pending INTEGER NOT NULL,
    dr_credits_posted INTEGER NOT NULL,
    cr_debits_pending INTEGER NOT NULL,
    cr_debits_posted INTEGER NOT NULL,
    cr_credits_pending INTEGER NOT NULL,
    cr_credits_posted INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX transfer_by_debit ON transfer (debit);
  CREATE INDEX transfer_by_credit ON transfer (credit);
  CREATE INDEX transfer_by_time ON transfer (at_micros);
  CREATE INDEX transfer_by_order ON transfer (order_id) WHERE order_id IS NOT NULL;
  CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
  CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

  CREATE TABLE pending (
    transfer INTEGER PRIMARY KEY REFERENCES transfer,
    status TEXT NOT NULL CHECK (status IN ('open', 'posted', 'voided', 'expired')),
    expires_micros INTEGER
  ) STRICT;
  CREATE INDEX pending_by_expiry ON pending (status, expires_micros) WHERE expires_micros IS NOT NULL;

  CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER,
    owner TEXT,
    UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX document_by_due ON document (kind, due_at, id) WHERE due_at IS NOT NULL;
  CREATE INDEX document_by_owner ON document (kind, owner, id) WHERE owner IS NOT NULL;
`;

/**
 * Opens the file, and lays the tables when it is new.
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
    if (schemaVersion(db) === 0) db.exec(SCHEMA);
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
