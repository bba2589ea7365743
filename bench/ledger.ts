import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { AccountSpec, Store } from '../src/ledger/index.ts';
import { openSqliteStore } from '../src/ledger/sqlite/index.ts';
import type { Benchmark } from './benchmark.ts';
import { type CommittedRows, chunks, writeRows } from './released-rows.ts';

const TRANSFERS = 20_000;
const ACCOUNTS = 1000;

/** How many works the store takes into one commit when so many wait. */
const TRANSFERS_A_COMMIT = 1000;

const accountOf = (n: number) => `account:${n % ACCOUNTS}`;
/** Another account than the first, and another one each time that this comes round. */
const otherAccountOf = (n: number) => accountOf(n + 1 + Math.floor(n / ACCOUNTS));

/**
 * How many transfers a second the whole engine writes, each handed in by itself: its form, its id, its accounts
 * and their limits are checked, and what both accounts had after it is kept. The ceiling writes the very rows
 * that came of it, in transactions as large, and does nothing else.
 */
export const ledger: Benchmark = {
  name: 'ledger',
  unit: 'per_second',
  measured: 'transfers a second through the whole engine',
  ceiling: 'transfers a second whose rows SQLite writes, and no more',
  rounds: 7,
  async prepare(folder) {
    const opened = join(folder, 'opened.db');
    await openAccounts(opened);

    const written = join(folder, 'written.db');
    const rewritten = join(folder, 'rewritten.db');
    let commits: readonly CommittedRows[] = [];
    return {
      async measure() {
        copyFileSync(opened, written);
        const seconds = await transferAll(written);
        commits = rowsWritten(written);
        return TRANSFERS / seconds;
      },
      async measureCeiling() {
        copyFileSync(opened, rewritten);
        return TRANSFERS / writeRows(rewritten, commits);
      },
    };
  },
};

async function openAccounts(path: string): Promise<void> {
  const store = openSqliteStore(path);
  const accounts = Array.from(
    { length: ACCOUNTS },
    (_, n): AccountSpec => ({ id: accountOf(n), ledger: 'CNY', code: 'clearing' }),
  );
  await store.commit({ reads: [], now: 0, decide: () => ({ accounts, done: undefined }) });
  await store.close();
}

/** @returns how long it took, in seconds */
async function transferAll(path: string): Promise<number> {
  const store = openSqliteStore(path);
  const start = performance.now();
  await Promise.all(Array.from({ length: TRANSFERS }, (_, n) => transfer(store, n)));
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  return seconds;
}

function transfer(store: Store, n: number): Promise<undefined> {
  return store.commit({
    reads: [],
    now: n,
    decide: () => ({
      transfers: [
        {
          kind: 'posted',
          id: `transfer/${n}`,
          debit: accountOf(n),
          credit: otherAccountOf(n),
          ledger: 'CNY',
          amount: 1n,
          code: 'adjustment',
        },
      ],
      done: undefined,
    }),
  });
}

/** @throws Error when not all of them were written */
function rowsWritten(path: string): CommittedRows[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const read = (sql: string): Record<string, SQLOutputValue>[] =>
    db.prepare(sql, { readBigInts: true }).all();
  const transfers = read('SELECT * FROM transfer ORDER BY sequence');
  const accounts = read('SELECT * FROM account');
  db.close();
  if (transfers.length !== TRANSFERS) throw new Error(`only ${transfers.length} transfers were written`);
  return chunks(transfers, TRANSFERS_A_COMMIT).map((some) => {
    const touched = new Set(some.flatMap(({ debit, credit }) => [debit, credit]));
    return {
      orders: [],
      events: [],
      transfers: some,
      accounts: accounts.filter(({ key }) => touched.has(key)),
    };
  });
}
