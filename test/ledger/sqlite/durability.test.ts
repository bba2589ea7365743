import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAllThere, kill, startWriter } from './works.ts';

/** For a longer night: `npm run crashes`. */
const CRASHES = Number(process.env.CRASHES ?? 6);

/** After so many crashes a new file is begun, or else looking through an old one takes most of the time. */
const CRASHES_A_FILE = 20;

/** From the opening of the file, which mends what the last crash left, until well into the load. */
const LATEST_KILL_MS = 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the writer, and kills it with works in flight. @returns the numbers of those that it acknowledged */
async function crash(path: string, first: number): Promise<number[]> {
  const writer = startWriter(path, first);
  const acknowledged: number[] = [];
  let end: Promise<void> | undefined;
  for await (const line of writer.lines) {
    if (line === 'opening') {
      const wait = new Promise((resolve) => setTimeout(resolve, randomInt(LATEST_KILL_MS)));
      end = wait.then(() => kill(writer));
    } else acknowledged.push(Number(line));
  }
  await end;
  expect(acknowledged).not.toContain(Number.NaN);
  return acknowledged;
}

it(
  'a killed process has written all that it acknowledged, and no half of anything',
  async () => {
    let total = 0;
    let acknowledged: number[] = [];
    for (let n = 0; n < CRASHES; n++) {
      if (n % CRASHES_A_FILE === 0) acknowledged = [];
      const path = join(folder, `${Math.floor(n / CRASHES_A_FILE)}.db`);
      const before = acknowledged.length;
      acknowledged.push(...(await crash(path, (acknowledged.at(-1) ?? 0) + 1000)));
      total += acknowledged.length - before;
      await expectAllThere(path, acknowledged);
      if (process.env.CRASHES !== undefined) {
        process.stdout.write(`crash ${n + 1} of ${CRASHES}: ${total} acknowledged, none lost\n`);
      }
    }
    expect(total).toBeGreaterThan(0);
  },
  30_000 * CRASHES,
);
