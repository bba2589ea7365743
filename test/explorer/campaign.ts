/** `npm run planted-bugs`: plants every known bug, one at a time, and has the explorer find it. */

import { spawnSync } from 'node:child_process';

const { status } = spawnSync('vitest', ['run', 'test/explorer', '--testTimeout=0'], {
  stdio: 'inherit',
  env: { ...process.env, PLANTED_BUGS: 'all' },
});
process.exitCode = status ?? 1;
