import pg from 'pg';
import { integer } from '../rows.ts';
import { CannotOpenBooks, ConnectionLost } from '../store.ts';
import { openPool, run, type Statement, withClient } from './connection.ts';
import { migrate } from './migrate.ts';
import { patiently } from './patience.ts';

const NEW_WRITER: Statement = {
  name: 'newWriter',
  text: `
    WITH head AS (UPDATE counterfoil.head SET last_writer = last_writer + 1 RETURNING last_writer)
    INSERT INTO counterfoil.writer (id, last_batch) SELECT last_writer, 0 FROM head RETURNING id`,
};

/**
 * Connects, lays what is missing, and counts the opening.
 *
 * @returns the connection for commits, and the number of the opening
 * @throws CannotOpenBooks at once where the server is not to be reached: a wrong URL should not look like a wait
 */
export async function openBooks(
  url: string,
  patienceMs: number,
): Promise<{ writers: pg.Pool; opening: number }> {
  const database = nameOf(url);
  const writers = openPool(url, { max: 1, pipeline: true });
  try {
    const opening = await patiently(patienceMs, () => withClient(writers, prepare).catch(giveUpUnreachable));
    return { writers, opening };
  } catch (error) {
    await writers.end();
    if (!isForeseen(error)) throw error;
    throw new CannotOpenBooks(`cannot keep books in ${database}: ${error.message}`, { cause: error });
  }
}

async function prepare(client: pg.ClientBase): Promise<number> {
  await migrate(client);
  const [row] = await run(client, NEW_WRITER);
  if (row === undefined) throw new Error('the books have no head');
  return Number(integer(row, 'id'));
}

function giveUpUnreachable(error: unknown): never {
  throw error instanceof ConnectionLost ? new CannotOpenBooks(error.message, { cause: error }) : error;
}

function isForeseen(error: unknown): error is CannotOpenBooks | pg.DatabaseError {
  return error instanceof CannotOpenBooks || error instanceof pg.DatabaseError;
}

/** The host and the database, without the password. */
function nameOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(?:ql)?:$/.test(parsed.protocol)) {
    throw new CannotOpenBooks('a database is named by a URL: postgres://user:password@host:port/database');
  }
  return parsed.host + parsed.pathname;
}
