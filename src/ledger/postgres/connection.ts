import pg from 'pg';
import type { Row } from '../rows.ts';
import { ConnectionLost } from '../store.ts';

/** SQL under a name, by which a connection prepares it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const CONNECT_TIMEOUT_MS = 5000;

/** Longer than any statement takes, and than {@link IDLE_TIMEOUT_MS}: beyond it the server is not there. */
const ANSWER_TIMEOUT_MS = 30_000;

/** After this long without a word in the middle of a commit, the server drops us, and lets the others go on. */
const IDLE_TIMEOUT_MS = 10_000;

/** @param pipeline whether statements are sent without waiting for the answers to those before them */
export function openPool(url: string, { max, pipeline }: { max: number; pipeline: boolean }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'counterfoil',
    max,
    pipeline,
    types: { getTypeParser },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Never closed for being idle: the next commit would wait for a new one.
    idleTimeoutMillis: 0,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  // Whoever waits for an answer on a connection that breaks hears of it there; an idle one is replaced.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** BIGINT as bigint, since an amount may be past 2^53. */
function getTypeParser(oid: number): (text: string) => unknown {
  return oid === pg.types.builtins.INT8 ? BigInt : (text) => text;
}

/** @throws ConnectionLost, or the server's own error */
export async function run(
  client: pg.Pool | pg.ClientBase,
  { name, text }: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await sent(() => client.query<Row>({ name, text, values: [...values] }));
  return rows;
}

/**
 * What is committed is on disk, and nothing is read before the lock that a commit begins with: READ COMMITTED
 * sees, in each statement, all that was committed before it.
 */
const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL synchronous_commit = on;
  SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS};
`;

export async function begin(client: pg.ClientBase): Promise<void> {
  await sent(() => client.query(BEGIN));
}

export async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await sent(() => client.query('COMMIT'));
  // PostgreSQL answers so, and without an error, when a statement had failed.
  if (command !== 'COMMIT') throw new Error(`the commit ended in ${command}`);
}

/**
 * Lends out a connection. One that fails is given back rolled back, or not at all.
 *
 * @throws ConnectionLost when none is to be had, or whatever `body` throws
 */
export async function withClient<T>(pool: pg.Pool, body: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await sent(() => pool.connect());
  try {
    const result = await body(client);
    client.release();
    return result;
  } catch (error) {
    const isUsable = !(error instanceof ConnectionLost) && (await rollBack(client));
    client.release(!isUsable);
    throw error;
  }
}

async function rollBack(client: pg.ClientBase): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** All but the server's own words is a connection that failed, whichever layer noticed it. */
async function sent<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof pg.DatabaseError && !ENDS_THE_CONNECTION.test(error.code ?? '')) throw error;
    throw new ConnectionLost(`the database did not answer: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * SQLSTATE: connection exceptions; shutdown and start; a session that idled in a transaction; a server that may
 * only be read, since another one has taken over.
 */
const ENDS_THE_CONNECTION = /^(?:08...|57P0[1-5]|25P03|25006)$/;

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
