/** `npm run check`: runs every `check:` script of package.json, past those that fail, and names these at the end. */

import { spawnSync } from 'node:child_process';
import manifest from '../package.json' with { type: 'json' };

const checks = Object.keys(manifest.scripts).filter((script) => script.startsWith('check:'));

const failed = checks.filter((check) => {
  console.log(`\n# ${check}`);
  return spawnSync(process.execPath, ['--run', check], { stdio: 'inherit' }).status !== 0;
});

console.log(failed.length === 0 ? `\nAll ${checks.length} checks passed.` : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
