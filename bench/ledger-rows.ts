import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { openSqliteStore } from '../src/ledger/sqlite/index.ts';
import type { Benchmark, Contest } from './benchmark.ts';
import { accountOf, Load, MANY_CLIENTS, openAccounts, otherAccountOf } from './ledger-load.ts';
import { type CommittedRows, chunks, writeRows } from './released-rows.ts';

const ACCOUNTS = 1000;

/**
 * How many transfers a second the whole engine writes, each handed in by itself: its form, its id, its accounts
 * and their limits are checked, and what both accounts had after it is kept. The ceiling writes the very rows
 * that came of it, in transactions as large, and does nothing else.
 */
export const ledgerRows: Benchmark = {
  name: 'ledger-rows',
  unit: 'per_second',
  measured: 'transfers a second through the whole engine',
  ceiling: 'transfers a second whose rows SQLite writes, and no more',
  rounds: 9,
  prepare: (folder) =>
    againstRows(folder, { transfers: 20_000, clients: MANY_CLIENTS, transfersACommit: 1000 }, perSecond),
};

/** How long somebody waits for one transfer when nobody else wants anything, next to a commit of its rows alone. */
export const ledgerOneAtATime: Benchmark = {
  name: 'ledger-one-at-a-time',
  unit: 'milliseconds',
  measured: 'for a transfer through the whole engine, one at a time',
  ceiling: 'for a durable commit of its rows, and no more',
  rounds: 9,
  prepare: (folder) =>
    againstRows(folder, { transfers: 1000, clients: 1, transfersACommit: 1 }, milliseconds),
};

interface Size {
  readonly transfers: number;
  readonly clients: number;
  /** How many works the store takes into one commit when so many clients wait. */
  readonly transfersACommit: number;
}

/** Of transfers that took so many seconds. */
type Figure = (transfers: number, seconds: number) => number;

const perSecond: Figure = (transfers, seconds) => transfers / seconds;
const milliseconds: Figure = (transfers, seconds) => (seconds * 1000) / transfers;

async function againstRows(folder: string, size: Size, figure: Figure): Promise<Contest> {
  const opened = join(folder, 'opened.db');
  const store = openSqliteStore(opened);
  await openAccounts(
    store,
    Array.from({ length: ACCOUNTS }, (_, n) => accountOf(n, ACCOUNTS)),
  );
  await store.close();

  const written = join(folder, 'written.db');
  const rewritten = join(folder, 'rewritten.db');
  return {
    async measure() {
      copyFileSync(opened, written);
      return figure(size.transfers, await transferAll(written, size));
    },
    async measureCeiling() {
      copyFileSync(opened, rewritten);
      return figure(size.transfers, writeRows(rewritten, rowsWritten(written, size)));
    },
  };
}

/** @returns how long it took, in seconds */
async function transferAll(path: string, { transfers, clients }: Size): Promise<number> {
  const store = openSqliteStore(path);
  const load = new Load(store, (n) => [accountOf(n, ACCOUNTS), otherAccountOf(n, ACCOUNTS)]);
  const seconds = await load.transfer(transfers, clients);
  await store.close();
  return seconds;
}

/** @throws Error when not all of them were written */
function rowsWritten(path: string, size: Size): CommittedRows[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const read = (sql: string): Record<string, SQLOutputValue>[] =>
    db.prepare(sql, { readBigInts: true }).all();
  const transfers = read('SELECT * FROM transfer ORDER BY sequence');
  const accounts = read('SELECT * FROM account');
  db.close();
  if (transfers.length !== size.transfers) throw new Error(`only ${transfers.length} transfers were written`);
  return chunks(transfers, size.transfersACommit).map((some) => {
    const touched = new Set(some.flatMap(({ debit, credit }) => [debit, credit]));
    return {
      orders: [],
      events: [],
      transfers: some,
      accounts: accounts.filter(({ key }) => touched.has(key)),
    };
  });
}
