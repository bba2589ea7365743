import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { startCounterfoil } from './counterfoil.ts';

const run = promisify(execFile);

/**
 * How long the published package takes from its start until it answers, next to a Node that has nothing to do.
 * Its data folder has been used before: the first start of all makes keys as well.
 */
export const startUp: Benchmark = {
  name: 'start-up',
  unit: 'milliseconds',
  measured: 'until `counterfoil start` answers',
  ceiling: 'for `node -e 0`',
  rounds: 7,
  async prepare(dataFolder, say) {
    // Outside of the project, where no node_modules further up can stand in for what the package forgot to name.
    const folder = mkdtempSync(join(tmpdir(), 'counterfoil-bench-'));
    say('packing');
    const project = join(import.meta.dirname, '..');
    await run('npm', ['pack', '--pack-destination', folder], { cwd: project });
    say('installing');
    const tarballs = readdirSync(folder).map((name) => join(folder, name));
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...tarballs], {
      cwd: folder,
    });
    const cli = join(folder, 'node_modules/.bin/counterfoil');
    return {
      measure: () => timeStart(cli, dataFolder),
      measureCeiling: timeNode,
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

async function timeStart(cli: string, dataFolder: string): Promise<number> {
  const start = performance.now();
  const { origin, stop } = await startCounterfoil(cli, dataFolder);
  const answer = await fetch(`${origin}/sandbox/clock`);
  const took = performance.now() - start;
  await answer.text();
  await stop();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return took;
}

async function timeNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}
