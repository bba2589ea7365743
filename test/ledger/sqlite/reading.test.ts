import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotOpenBooks, checkBooks, type Store, StoreClosed } from '../../../src/ledger/index.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';
import { asNobody, canBeNobody, flip } from './harm.ts';

let folder: string;
let path: string;
let store: Store;

async function pay(id: string): Promise<void> {
  const transfers = [posted(id, 'bank', 'till', 1n)];
  await store.commit(work(1, { accounts: ACCOUNTS, transfers, done: undefined }));
}

/** Books with a transfer in them, open. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  path = join(folder, 'books.db');
  store = openSqliteStore(path);
  await pay('t');
});
afterEach(async () => {
  await store.close();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

/** What a crash would leave in a folder of its own, of the log all or nothing. */
function leftBehind(...suffixes: string[]): string {
  const copy = join(folder, 'copy');
  for (const suffix of ['', ...suffixes]) cpSync(path + suffix, join(copy, `books.db${suffix}`));
  return join(copy, 'books.db');
}

/** As a medium that takes no writes. */
function seal(sealed: string): void {
  chmodSync(folder, 0o755);
  for (const name of readdirSync(sealed)) chmodSync(join(sealed, name), 0o444);
  chmodSync(sealed, 0o555);
}

async function check(file: string): Promise<unknown> {
  const reader = asNobody(() => openSqliteReader(file));
  try {
    return await checkBooks(reader);
  } finally {
    await reader.close();
  }
}

const OK = { ok: true, transfers: 1, accounts: ACCOUNTS.length };

describe('books are read', () => {
  it('while another process writes them, as far as it has committed', async () => {
    const reader = openSqliteReader(path);
    expect(await checkBooks(reader)).toEqual(OK);
    await pay('u');
    expect(await reader.transfers({ limit: 10 })).toMatchObject([{ id: 't' }, { id: 'u' }]);
    await reader.close();
    await expect(reader.account('bank')).rejects.toThrow(StoreClosed);
  });

  it('without a change to the file', async () => {
    await store.close();
    const before = readFileSync(path);
    const reader = openSqliteReader(path);
    expect(await checkBooks(reader)).toEqual(OK);
    await reader.close();
    expect(readFileSync(path)).toEqual(before);
  });
});

describe.skipIf(!canBeNobody)('on a medium that takes no writes, books', () => {
  it('that were closed are read', async () => {
    await store.close();
    const copy = leftBehind();
    seal(join(folder, 'copy'));
    expect(await check(copy)).toEqual(OK);
    expect(readdirSync(join(folder, 'copy'))).toEqual(['books.db']);
  });

  it('that were not closed are read together with their log', async () => {
    const copy = leftBehind('-wal', '-shm');
    seal(join(folder, 'copy'));
    expect(await check(copy)).toEqual(OK);
  });

  it('that are damaged are not read', async () => {
    await store.close();
    const copy = leftBehind();
    flip(copy, 4096, 4096);
    seal(join(folder, 'copy'));
    await expect(check(copy)).rejects.toThrow(/is damaged/);
  });

  it('are never read without the log that they need', async () => {
    const copy = leftBehind('-wal');
    seal(join(folder, 'copy'));
    await expect(check(copy)).rejects.toThrow(CannotOpenBooks);
    await expect(check(copy)).rejects.toThrow(/last commits of .* copy both to another folder$/);
  });
});

describe('nothing is read', () => {
  beforeEach(() => store.close());

  it.each<[string, () => void, RegExp]>([
    ['where nothing is', () => rmSync(path), /unable to open/],
    ['in a file without anything in it', () => truncateSync(path), /there are no books in /],
    ['that a newer version wrote', () => execute('PRAGMA user_version = 99'), /schema 99/],
    ['that is damaged', () => flip(path, 4096, 4096), /is damaged/],
    ['that is no database', () => flip(path, 0, 16), /cannot read the books in .*not a database/],
  ])('%s', (_, spoil, why) => {
    spoil();
    expect(() => openSqliteReader(path)).toThrow(CannotOpenBooks);
    expect(() => openSqliteReader(path)).toThrow(why);
    expect(() => openSqliteReader(path)).toThrow(path);
  });

  it('while somebody has all of the file to himself, and may be changing it', () => {
    const holder = new DatabaseSync(path);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(() => openSqliteReader(path)).toThrow(/cannot read the books in .*database is locked/);
    holder.close();
  });

  function execute(sql: string): void {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  }
});
