import { join } from 'node:path';
import type { Store } from '../src/ledger/index.ts';
import { openSqliteStore } from '../src/ledger/sqlite/index.ts';
import type { Benchmark } from './benchmark.ts';
import { accountOf, Load, MANY_CLIENTS, openAccounts, otherAccountOf } from './ledger-load.ts';

const FEW = 100_000;
const MANY = 3_000_000;

const ACCOUNTS = 1000;
/** A twentieth of the smaller file, so that it stays the smaller one. */
const TRANSFERS = 5000;

/** Whether books that have grown are written as fast as they were: in both, every account is in every commit. */
export const ledgerLargeFile: Benchmark = {
  name: 'ledger-large-file',
  unit: 'per_second',
  measured: `transfers a second where the file holds ${MANY.toLocaleString('en')}`,
  ceiling: `transfers a second where the file holds ${FEW.toLocaleString('en')}`,
  rounds: 9,
  async prepare(folder, say) {
    const few = await openBooks(join(folder, 'few.db'), FEW, say);
    const many = await openBooks(join(folder, 'many.db'), MANY, say);
    return {
      measure: async () => TRANSFERS / (await many.load.transfer(TRANSFERS, MANY_CLIENTS)),
      measureCeiling: async () => TRANSFERS / (await few.load.transfer(TRANSFERS, MANY_CLIENTS)),
      async close() {
        await few.store.close();
        await many.store.close();
      },
    };
  },
};

async function openBooks(
  path: string,
  transfers: number,
  say: (progress: string) => void,
): Promise<{ readonly store: Store; readonly load: Load }> {
  say(`writing ${transfers.toLocaleString('en')} transfers`);
  const store = openSqliteStore(path);
  await openAccounts(
    store,
    Array.from({ length: ACCOUNTS }, (_, n) => accountOf(n, ACCOUNTS)),
  );
  const load = new Load(store, (n) => [accountOf(n, ACCOUNTS), otherAccountOf(n, ACCOUNTS)]);
  await load.transfer(transfers, MANY_CLIENTS);
  return { store, load };
}
