import { WriterQueue } from '../queue.ts';
import type { Reader, Store } from '../store.ts';
import { openDatabaseToRead } from './read-only.ts';
import { readsOf } from './reads.ts';
import { openDatabase } from './schema.ts';
import { prepareStatements } from './statements.ts';
import { Writer } from './writer.ts';

/**
 * Books in one SQLite file, in WAL mode: an answered commit survives a crash and a loss of power.
 *
 * A batch reads, decides and writes within one synchronous transaction that holds the file's only write
 * lock, so no read ever sees half of it. A second process may open the same file: the two take turns batch
 * by batch and stay correct. One that waits more than two seconds for its turn answers with CommitFailed,
 * "database is locked". Anything may read the file meanwhile, such as the sqlite3 shell or a backup.
 *
 * @param path of the file, which is made when it is missing; its folder must exist
 * @throws CannotOpenBooks when the file was written by a newer version or by another program, is damaged, or
 *   cannot be written
 */
export function openSqliteStore(path: string): Store {
  const db = openDatabase(path);
  const sql = prepareStatements(db);
  const writer = new Writer(db, sql);
  const queue = new WriterQueue((works) => writer.commit(works));
  return {
    ...readsOf(db, sql),
    commit: (work) => queue.submit(work),
    async close() {
      await queue.close();
      if (db.isOpen) db.close();
    },
  };
}

/**
 * Books in one SQLite file, to be read and nothing else: on a medium that takes no writes too, or while another
 * process writes them.
 *
 * @throws CannotOpenBooks when there are none, or the file is of no use
 */
export function openSqliteReader(path: string): Reader {
  const db = openDatabaseToRead(path);
  return {
    ...readsOf(db, prepareStatements(db)),
    async close() {
      if (db.isOpen) db.close();
    },
  };
}
