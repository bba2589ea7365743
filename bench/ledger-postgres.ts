import { chmodSync } from 'node:fs';
import pg from 'pg';
import type { Store } from '../src/ledger/index.ts';
import { openPostgresStore } from '../src/ledger/postgres/index.ts';
import { PostgresServer, query } from '../test/ledger/postgres/server.ts';
import type { Benchmark } from './benchmark.ts';
import { Load, openAccounts } from './ledger-load.ts';

const CLIENTS = 20;
/** In a round, of all clients together. */
const TRANSFERS = 6000;
/** In a round, of each client. */
const PLAIN_TRANSFERS = 50;

/** What the hot account pays to. */
const OTHERS = 100;

const HOT = 'hot';
const other = (n: number) => `other:${n % OTHERS}`;

/**
 * How many transfers a second reach the disk when twenty clients all want the same account, each waiting for
 * one before it asks for the next. The baseline is the plain way: a transaction a transfer, which locks both
 * accounts, writes a row, and updates two balances, on twenty connections of the same server.
 */
export const ledgerPostgres: Benchmark = {
  name: 'ledger-postgres',
  unit: 'per_second',
  measured: `transfers a second, ${CLIENTS} clients, one hot account, PostgreSQL`,
  ceiling: 'with a transaction a transfer and SELECT … FOR UPDATE on both accounts',
  rounds: 5,
  async prepare(folder) {
    // PostgreSQL does not run as root, and has to get into the folder all the same.
    chmodSync(folder, 0o711);
    const server = await PostgresServer.start({ folder });
    const store = await openLedger(await server.newDatabase());
    const plain = await openPlain(await server.newDatabase());
    const load = new Load(store, (n) => [HOT, other(n)]);
    let plainTransfers = 0;
    return {
      measure: async () => TRANSFERS / (await load.transfer(TRANSFERS, CLIENTS)),
      measureCeiling: () => perSecond(PLAIN_TRANSFERS, () => transferPlainly(plain, plainTransfers++)),
      async close() {
        await store.close();
        await plain.end();
        await server.stop();
      },
    };
  },
};

async function perSecond(each: number, transferOne: () => Promise<void>): Promise<number> {
  const start = performance.now();
  const clients = Array.from({ length: CLIENTS }, async () => {
    for (let n = 0; n < each; n++) await transferOne();
  });
  await Promise.all(clients);
  return (CLIENTS * each * 1000) / (performance.now() - start);
}

async function openLedger(url: string): Promise<Store> {
  const store = await openPostgresStore(url);
  await openAccounts(store, [HOT, ...Array.from({ length: OTHERS }, (_, n) => other(n))]);
  return store;
}

async function openPlain(url: string): Promise<pg.Pool> {
  await query(
    url,
    `CREATE TABLE account (id TEXT PRIMARY KEY, debits BIGINT NOT NULL, credits BIGINT NOT NULL);
     CREATE TABLE transfer (
       id TEXT PRIMARY KEY,
       debit TEXT NOT NULL REFERENCES account,
       credit TEXT NOT NULL REFERENCES account,
       amount BIGINT NOT NULL,
       at_micros BIGINT NOT NULL
     );
     INSERT INTO account VALUES ('${HOT}', 0, 0);
     INSERT INTO account SELECT 'other:' || n, 0, 0 FROM generate_series(0, ${OTHERS - 1}) n`,
  );
  return new pg.Pool({ connectionString: url, max: CLIENTS });
}

const LOCK = 'SELECT * FROM account WHERE id IN ($1, $2) ORDER BY id FOR UPDATE';
const INSERT = 'INSERT INTO transfer VALUES ($1, $2, $3, $4, $5)';
const DEBIT = 'UPDATE account SET debits = debits + $2 WHERE id = $1';
const CREDIT = 'UPDATE account SET credits = credits + $2 WHERE id = $1';

async function transferPlainly(pool: pg.Pool, n: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'lock', text: LOCK, values: [HOT, other(n)] });
    await client.query({ name: 'insert', text: INSERT, values: [`transfer/${n}`, HOT, other(n), 1n, n] });
    await client.query({ name: 'debit', text: DEBIT, values: [HOT, 1n] });
    await client.query({ name: 'credit', text: CREDIT, values: [other(n), 1n] });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
