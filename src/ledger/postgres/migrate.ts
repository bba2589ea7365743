import pg from 'pg';
import { integer } from '../rows.ts';
import { CannotOpenBooks } from '../store.ts';
import { begin, commit, run } from './connection.ts';
import { migrationsFor, SCHEMA_VERSION } from './migrations/index.ts';

const VERSION = {
  isLaid: {
    name: 'isLaid',
    text: `SELECT 1 FROM information_schema.tables
      WHERE table_schema = 'counterfoil' AND table_name = 'schema_version'`,
  },
  lock: { name: 'lockVersion', text: 'SELECT version FROM counterfoil.schema_version FOR UPDATE' },
  set: { name: 'setVersion', text: 'UPDATE counterfoil.schema_version SET version = $1' },
};

const LAY_VERSION = `
  CREATE SCHEMA IF NOT EXISTS counterfoil;
  CREATE TABLE IF NOT EXISTS counterfoil.schema_version (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
  );
  INSERT INTO counterfoil.schema_version VALUES (1, 0) ON CONFLICT (one) DO NOTHING;
`;

/**
 * Brings the tables, all in a schema of their own, to the version of this program. Instances that start at once
 * take turns: the first lays the tables, and the others find them laid.
 *
 * @throws CannotOpenBooks when a newer version has been here, or text is not kept in UTF-8
 */
export async function migrate(client: pg.ClientBase): Promise<void> {
  await assertUtf8(client);
  if ((await run(client, VERSION.isLaid)).length === 0) await layVersion(client);
  await begin(client);
  const [row] = await run(client, VERSION.lock);
  const version = row === undefined ? 0 : Number(integer(row, 'version'));
  if (version > SCHEMA_VERSION) {
    throw new CannotOpenBooks(
      `it has schema ${version}, and this version knows up to ${SCHEMA_VERSION}: use the newer one`,
    );
  }
  if (version < SCHEMA_VERSION) await lay(client, version);
  await commit(client);
}

async function lay(client: pg.ClientBase, after: number): Promise<void> {
  const { rows } = await client.query<{ version: string }>('SELECT version()');
  for (const migration of migrationsFor(rows[0]?.version ?? '').slice(after)) await client.query(migration);
  await run(client, VERSION.set, [SCHEMA_VERSION]);
}

/** What PostgreSQL says when two create the same thing at once, IF NOT EXISTS notwithstanding. */
const CREATED_MEANWHILE = new Set(['23505', '42P06', '42P07', '42710']);

async function layVersion(client: pg.ClientBase): Promise<void> {
  for (;;) {
    try {
      await client.query(LAY_VERSION);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && CREATED_MEANWHILE.has(error.code ?? ''))) throw error;
    }
  }
}

async function assertUtf8(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding !== 'UTF8') throw new CannotOpenBooks(`its encoding is ${encoding}, and has to be UTF8`);
}
