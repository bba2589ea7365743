import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';

/** Of a volume of the books. */
const ROWS = 2 ** 14;

/** Rows that touch `till`: the first of all, the last of the first volume, and one in the third. */
const SEQUENCES = [1, ROWS - 1, 2 * ROWS + 5];

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  store = openSqliteStore(join(folder, 'books.db'));
  await store.commit(work(0, { accounts: ACCOUNTS, done: undefined }));
  await Promise.all(Array.from({ length: 2 * ROWS + 10 }, (_, i) => move(i + 1)));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Each row has a millisecond of its own. */
function move(sequence: number): Promise<undefined> {
  const credit = SEQUENCES.includes(sequence) ? 'till' : 'wallet';
  return store.commit(
    work(sequence, { transfers: [posted(`t${sequence}`, 'bank', credit, 1n)], done: undefined }),
  );
}

async function sequencesOf(filter: { account: string; after?: number; limit: number }): Promise<number[]> {
  return (await store.transfers(filter)).map(({ sequence }) => sequence);
}

describe('the history of an account goes on from volume to volume', () => {
  it('in one page', async () => {
    expect(await sequencesOf({ account: 'till', limit: 10 })).toEqual(SEQUENCES);
  });

  it('page by page', async () => {
    expect(await sequencesOf({ account: 'till', limit: 2 })).toEqual(SEQUENCES.slice(0, 2));
    expect(await sequencesOf({ account: 'till', after: ROWS - 1, limit: 2 })).toEqual(SEQUENCES.slice(2));
    expect(await sequencesOf({ account: 'till', after: 2 * ROWS + 5, limit: 2 })).toEqual([]);
  });

  it('where a volume ends in the middle of a page', async () => {
    const page = await sequencesOf({ account: 'bank', after: ROWS - 3, limit: 5 });
    expect(page).toEqual([-2, -1, 0, 1, 2].map((n) => ROWS + n));
  });
});

describe('the balances at a moment are found', () => {
  it.each([
    [ROWS - 2, 1n],
    [ROWS - 1, 2n],
    [2 * ROWS + 4, 2n],
    [2 * ROWS + 5, 3n],
  ])('at %d, in whatever volume the account was last touched', async (at, creditsPosted) => {
    expect(await store.balances('till', at)).toMatchObject({ creditsPosted });
  });

  it('where no volume has anything of the account', async () => {
    expect(await store.balances('usd', 2 * ROWS)).toMatchObject({ creditsPosted: 0n });
  });
});
