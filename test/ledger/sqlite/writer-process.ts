import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { expectAllThere, expectOnly } from '../works.ts';

const WRITER = fileURLToPath(import.meta.resolve('./writer.ts'));

/** A process that commits one work after the other to a file, and what it says meanwhile, line by line. */
export interface Writer {
  readonly process: ChildProcess;
  readonly lines: Interface;
  /** Its code, or the signal that ended it. */
  readonly exit: Promise<unknown[]>;
}

/** @param launcher a program that runs the writer, and its arguments */
export function startWriter(path: string, first: number, launcher: readonly string[] = []): Writer {
  const [program = '', ...args] = [...launcher, process.execPath, WRITER, path, String(first)];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return { process: child, lines, exit: once(child, 'exit') };
}

/** @returns once it is gone */
export async function kill({ process: child, exit }: Writer): Promise<void> {
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

/** Opens the file again: all that was acknowledged is there, no half of anything is, and the books agree. */
export async function expectAllInFile(path: string, acknowledged: readonly number[]): Promise<void> {
  const store = openSqliteStore(path);
  try {
    await expectOnly(store, await expectAllThere(store, acknowledged));
  } finally {
    await store.close();
  }
}
