/**
 * `npm run crashes -- --times 200 --store sqlite`: the same crashes as in `npm test`, more of them. On SQLite
 * the process that writes is killed; on PostgreSQL it is the server, under the ledger and then under the whole
 * platform. `--seed N` draws the same crashes again.
 */

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const TESTS = new Map([
  ['sqlite', ['test/ledger/sqlite/durability.test.ts']],
  ['postgres', ['test/ledger/postgres/durability.test.ts', 'test/platform/durability.test.ts']],
]);

const { times, store, seed } = parseArgs({
  options: {
    times: { type: 'string', default: '200' },
    store: { type: 'string', default: 'sqlite' },
    seed: { type: 'string' },
  },
}).values;
if (!/^[1-9]\d*$/.test(times)) throw new RangeError(`--times takes a positive integer, not ${times}`);
if (seed !== undefined && !/^\d+$/.test(seed)) throw new RangeError(`--seed takes an integer, not ${seed}`);
const tests = TESTS.get(store);
if (tests === undefined) throw new RangeError(`--store takes sqlite or postgres, not ${store}`);

const options = ['--disable-console-intercept', '--no-file-parallelism'];
const { status } = spawnSync('vitest', ['run', ...tests, ...options], {
  stdio: 'inherit',
  env: { ...process.env, CRASHES: times, ...(seed === undefined ? {} : { FC_SEED: seed }) },
});
process.exitCode = status ?? 1;
