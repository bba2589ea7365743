/**
 * `npm run properties -- --runs 100000`: the same properties as in `npm test`, over more random cases.
 * A failure prints its seed and path; FC_SEED and FC_PATH in the environment replay it.
 */

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' } } });
if (!/^[1-9]\d*$/.test(values.runs))
  throw new RangeError(`--runs takes a positive integer, not ${values.runs}`);

const { status } = spawnSync('vitest', ['run', 'test/properties', '--testTimeout=0'], {
  stdio: 'inherit',
  env: { ...process.env, FC_RUNS: values.runs },
});
process.exitCode = status ?? 1;
