import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaign } from '../crashes.ts';
import { expectAllInFile, kill, startWriter } from './writer-process.ts';

/** After so many crashes a new file is begun, or else looking through an old one takes most of the time. */
const CRASHES_A_FILE = 20;

/** From the opening of the file, which mends what the last crash left, until well into the load. */
const { times, live, say } = campaign(fc.nat({ max: 300 }), 6);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the writer, and kills it with works in flight. @returns the numbers of those that it acknowledged */
async function crash(path: string, first: number, afterMs: number): Promise<number[]> {
  const writer = startWriter(path, first);
  const acknowledged: number[] = [];
  let end: Promise<void> | undefined;
  for await (const line of writer.lines) {
    if (line === 'opening') {
      end = sleep(afterMs).then(() => kill(writer));
    } else acknowledged.push(Number(line));
  }
  await end;
  expect(acknowledged).not.toContain(Number.NaN);
  return acknowledged;
}

it(
  'a killed process has written all that it acknowledged, and no half of anything',
  () =>
    live(async (crashes) => {
      let total = 0;
      let acknowledged: number[] = [];
      for (const [n, afterMs] of crashes.entries()) {
        if (n % CRASHES_A_FILE === 0) acknowledged = [];
        const path = join(folder, `${Math.floor(n / CRASHES_A_FILE)}.db`);
        const before = acknowledged.length;
        acknowledged.push(...(await crash(path, (acknowledged.at(-1) ?? 0) + 1000, afterMs)));
        total += acknowledged.length - before;
        await expectAllInFile(path, acknowledged);
        say(`crash ${n + 1} of ${times}: ${total} acknowledged, none lost`);
      }
      expect(total).toBeGreaterThan(0);
    }),
  30_000 * times,
);
