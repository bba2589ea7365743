import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { checkBooks, type Store, type TransferRow } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';

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
export async function expectAllThere(path: string, acknowledged: readonly number[]): Promise<void> {
  const store = openSqliteStore(path);
  try {
    const works = await wholeWorks(store);
    expect(acknowledged.filter((n) => !works.has(n))).toEqual([]);
    if (works.size > 0) {
      expect(await store.account('wallet')).toMatchObject({
        creditsPosted: 2n * BigInt(works.size),
        debitsPosted: BigInt(works.size),
      });
    }
    expect(await checkBooks(store)).toMatchObject({ ok: true, transfers: 2 * works.size });
  } finally {
    await store.close();
  }
}

/** Each work stands there whole: both transfers, one after the other, and its document. */
async function wholeWorks(store: Store): Promise<ReadonlySet<number>> {
  const ids = (await allTransfers(store)).map(({ id }) => id);
  const works = ids.filter((id) => id.endsWith('/in')).map((id) => Number.parseInt(id, 10));
  expect(ids).toEqual(works.flatMap((n) => [`${n}/in`, `${n}/out`]));
  for (const n of works) expect(await store.document('work', `${n}`)).toBeDefined();
  return new Set(works);
}

async function allTransfers(store: Store): Promise<TransferRow[]> {
  const rows: TransferRow[] = [];
  for (;;) {
    const page = await store.transfers({ after: rows.length, limit: 1000 });
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}
