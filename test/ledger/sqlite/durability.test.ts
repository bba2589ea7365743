import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkBooks, type Store, type TransferRow } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';

const WRITER = fileURLToPath(import.meta.resolve('./writer.ts'));

/** Runs the writer, and kills it with works in flight once it has acknowledged so many. @returns their numbers */
async function killAfter(acknowledgements: number, path: string, first: number): Promise<number[]> {
  const writer = spawn(process.execPath, [WRITER, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit');
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === acknowledgements) writer.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

async function allTransfers(store: Store): Promise<TransferRow[]> {
  const rows: TransferRow[] = [];
  for (;;) {
    const page = await store.transfers({ after: rows.length, limit: 1000 });
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}

/** Each work stands there whole: both transfers, one after the other, and its document. */
async function wholeWorks(store: Store): Promise<number[]> {
  const ids = (await allTransfers(store)).map(({ id }) => id);
  const works = ids.filter((id) => id.endsWith('/in')).map((id) => Number.parseInt(id, 10));
  expect(ids).toEqual(works.flatMap((n) => [`${n}/in`, `${n}/out`]));
  for (const n of works) expect(await store.document('work', `${n}`)).toBeDefined();
  return works;
}

it('a killed process has written all that it acknowledged, and no half of anything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  const path = join(folder, 'books.db');
  const acknowledged: number[] = [];
  try {
    for (const count of [1, 10, 101, 1000, 2, 333]) {
      const next = (acknowledged.at(-1) ?? 0) + 1000;
      acknowledged.push(...(await killAfter(count, path, next)));

      const store = openSqliteStore(path);
      const works = await wholeWorks(store);
      expect(acknowledged.filter((n) => !works.includes(n))).toEqual([]);
      expect(await store.account('wallet')).toMatchObject({
        creditsPosted: 2n * BigInt(works.length),
        debitsPosted: BigInt(works.length),
      });
      expect(await checkBooks(store)).toMatchObject({ ok: true });
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
