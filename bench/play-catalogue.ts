/**
 * Plays the catalogue in one process, and counts what is signed and verified meanwhile. A program of its own, since
 * it has to count from before anything that signs is loaded. Prints one line, {@link CataloguePlayed} as JSON.
 */

import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/** What came of it. */
export interface CataloguePlayed {
  readonly milliseconds: number;
  /** How much time passed in the stories, all in all. */
  readonly virtualSeconds: number;
  readonly signatures: number;
  readonly verifications: number;
}

const counts = { sign: 0, verify: 0 };
for (const name of ['sign', 'verify'] as const) {
  const original = crypto[name];
  crypto[name] = Object.assign((...args: unknown[]) => {
    counts[name] += 1;
    return Reflect.apply(original, crypto, args);
  }, original);
}
syncBuiltinESMExports();

const { readScenarios } = await import('../src/commands/scenario-files.ts');
const { playOne } = await import('../src/commands/play.ts');
const { openVirtualWorld } = await import('../src/virtual-world.ts');

const context = {
  openWorld: openVirtualWorld,
  catalogue: join(import.meta.dirname, '../scenarios'),
  warn: console.error,
  now: () => performance.now(),
};
const start = performance.now();
const read = await readScenarios([], context);
if (!read.ok) throw new Error(read.flaws.join('\n'));
let virtualSeconds = 0;
for (const source of read.files) {
  const { run } = await playOne(source, 1, context);
  if (run.failure) throw new Error(`${source.file}: ${run.failure.message}`);
  virtualSeconds += ((run.steps.at(-1)?.at ?? run.start) - run.start) / 1000;
}
const { sign: signatures, verify: verifications } = counts;
const milliseconds = performance.now() - start;
const played: CataloguePlayed = { milliseconds, virtualSeconds, signatures, verifications };
console.log(JSON.stringify(played));
