import { begin, commit, openPool, run, withClient } from './connection.ts';
import { patiently } from './patience.ts';
import { BATCH } from './statements.ts';

const PATIENCE_MS = 10_000;

const EMPTY = `
  TRUNCATE counterfoil.pending, counterfoil.transfer, counterfoil.account, counterfoil.document;
  UPDATE counterfoil.head SET last_sequence = 0, last_micros = 0, last_account = 0;
`;

/**
 * Takes everything out of the books that are kept in a database, for all who have them open. Openings are
 * counted on, so that ids which were given before are not given again.
 */
export async function emptyPostgresBooks(url: string): Promise<void> {
  const pool = openPool(url, { max: 1, pipeline: false });
  try {
    await patiently(PATIENCE_MS, () =>
      withClient(pool, async (client) => {
        await begin(client);
        await run(client, BATCH.lockHead);
        await client.query(EMPTY);
        await commit(client);
      }),
    );
  } finally {
    await pool.end();
  }
}
