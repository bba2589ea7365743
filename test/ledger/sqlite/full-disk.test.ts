import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAllInFile, kill, startWriter } from './writer-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The kernel refuses a real write beyond so many bytes of a file, as it does on a full disk. */
const ROOM_BYTES = 400_000;

const PATIENCE = { timeout: 20_000 };

describe.runIf(process.platform === 'linux')('a disk without room', () => {
  it('fails the works that do not fit, keeps all others, and takes more once there is room again', async () => {
    const path = join(folder, 'books.db');
    const writer = startWriter(path, 1, ['prlimit', `--fsize=${ROOM_BYTES}:unlimited`]);
    const [acknowledged, said]: [number[], string[]] = [[], []];
    writer.lines.on('line', (line) => {
      if (/^\d+$/.test(line)) acknowledged.push(Number(line));
      else said.push(line);
    });
    const silence = once(writer.lines, 'close');

    await vi.waitUntil(() => said.length > 50, PATIENCE);
    const before = acknowledged.length;
    expect(before).toBeGreaterThan(0);
    execFileSync('prlimit', ['--pid', `${writer.process.pid}`, '--fsize=unlimited:unlimited']);
    await vi.waitUntil(() => acknowledged.length > before + 50, PATIENCE);
    await kill(writer);
    await silence;

    expect(new Set(said)).toEqual(new Set(['opening', 'nothing was written: disk I/O error']));
    await expectAllInFile(path, acknowledged);
  });
});
