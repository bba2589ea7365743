/**
 * `npm run crashes -- --times 200 --store sqlite`: the same crashes as in `npm test`, more of them. On SQLite
 * the process that writes is killed, on PostgreSQL the server.
 */

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { times, store } = parseArgs({
  options: { times: { type: 'string', default: '200' }, store: { type: 'string', default: 'sqlite' } },
}).values;
if (!/^[1-9]\d*$/.test(times)) throw new RangeError(`--times takes a positive integer, not ${times}`);
if (!['sqlite', 'postgres'].includes(store)) {
  throw new RangeError(`--store takes sqlite or postgres, not ${store}`);
}

const test = `test/ledger/${store}/durability.test.ts`;
const { status } = spawnSync('vitest', ['run', test, '--disable-console-intercept'], {
  stdio: 'inherit',
  env: { ...process.env, CRASHES: times },
});
process.exitCode = status ?? 1;
