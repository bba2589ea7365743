import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotOpenBooks, CommitFailed, checkBooks, type Store } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';
import { flip } from './harm.ts';

const PAGE_BYTES = 4096;
const ROWS = 10_000;

/** So that the rows are far more than SQLite keeps in memory, which is 2 MB. */
const LONG_ID = 'x'.repeat(500);

let folder: string;
let path: string;
let store: Store;

async function pay(...ids: string[]): Promise<void> {
  const transfers = ids.map((id) => posted(id, 'bank', 'till', 1n));
  await store.commit(work(1, { accounts: ACCOUNTS, transfers, done: undefined }));
}

/** Books with nothing left in their log. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  path = join(folder, 'books.db');
  store = openSqliteStore(path);
  for (let i = 0; i < ROWS; i += 1000)
    await pay(...Array.from({ length: 1000 }, (_, j) => `${LONG_ID}${i + j}`));
  await store.close();
  store = openSqliteStore(path);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Every page but the first, under the store that has them open. */
function damage(): void {
  flip(path, PAGE_BYTES, statSync(path).size - PAGE_BYTES);
}

describe('pages that are damaged while the books are open', () => {
  it('fail what needs them, say so, and lose nothing that others had been told', async () => {
    damage();
    const answers = await Promise.allSettled([pay('a'), pay('b')]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(CommitFailed) });
      expect(answer).toMatchObject({
        reason: { message: expect.stringMatching(/nothing was written.*malformed/) },
      });
    }
    await expect(checkBooks(store)).rejects.toThrow('malformed');
    expect(() => openSqliteStore(path)).toThrow(CannotOpenBooks);

    await store.close();
    damage();
    store = openSqliteStore(path);
    await pay('a');
    expect(await checkBooks(store)).toMatchObject({ ok: true, transfers: ROWS + 1 });
  });
});
