import type { DatabaseSync } from 'node:sqlite';

/** All that `action` writes is written, or, when it throws, nothing. One inside another is a part of it. */
export function atomically<T>(db: DatabaseSync, action: () => T): T {
  const [begin, commit, rollback] = db.isTransaction
    ? ['SAVEPOINT part', 'RELEASE part', 'ROLLBACK TO part; RELEASE part']
    : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
  db.exec(begin);
  try {
    const result = action();
    db.exec(commit);
    return result;
  } catch (error) {
    // SQLite itself has given up the transaction when, for one, the disk is full.
    if (db.isTransaction) db.exec(rollback);
    throw error;
  }
}
