import { join } from 'node:path';
import { openSqliteStore } from '../src/ledger/sqlite/index.ts';
import type { Benchmark } from './benchmark.ts';
import { accountOf, type Between, Load, MANY_CLIENTS, openAccounts, otherAccountOf } from './ledger-load.ts';

const ACCOUNTS = 10_000;
const TRANSFERS = 20_000;

const HOT = 'hot';

/**
 * Whether an account that is in every transfer slows the books down: one account that pays ten thousand others,
 * next to ten thousand that pay each other.
 */
export const ledgerHotAccount: Benchmark = {
  name: 'ledger-hot-account',
  unit: 'per_second',
  measured: 'transfers a second from one hot account',
  ceiling: `transfers a second among ${ACCOUNTS.toLocaleString('en')} accounts`,
  rounds: 9,
  async prepare(folder) {
    const hot = await open(join(folder, 'hot.db'), (n) => [HOT, accountOf(n, ACCOUNTS)]);
    const even = await open(join(folder, 'even.db'), (n) => [
      accountOf(n, ACCOUNTS),
      otherAccountOf(n, ACCOUNTS),
    ]);
    return {
      measure: hot.measure,
      measureCeiling: even.measure,
      async close() {
        await hot.close();
        await even.close();
      },
    };
  },
};

async function open(path: string, between: Between) {
  const store = openSqliteStore(path);
  await openAccounts(store, [HOT, ...Array.from({ length: ACCOUNTS }, (_, n) => accountOf(n, ACCOUNTS))]);
  const load = new Load(store, between);
  return {
    measure: async () => TRANSFERS / (await load.transfer(TRANSFERS, MANY_CLIENTS)),
    close: () => store.close(),
  };
}
