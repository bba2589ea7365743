import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotOpenBooks } from '../../../src/ledger/index.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';
import { asNobody, canBeNobody, flip } from './harm.ts';

const PAGE_BYTES = 4096;

let folder: string;
let path: string;

/** Books with something in them, closed. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  path = join(folder, 'books.db');
  const store = openSqliteStore(path);
  await store.commit(
    work(1, { accounts: ACCOUNTS, transfers: [posted('t', 'bank', 'till', 1n)], done: undefined }),
  );
  await store.close();
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

function expectRefusal(open: () => unknown, why: RegExp): void {
  const before = readFileSync(path);
  expect(open).toThrow(CannotOpenBooks);
  expect(open).toThrow(why);
  expect(open).toThrow(path);
  expect(readFileSync(path)).toEqual(before);
}

describe('a damaged file is refused, and left as it is:', () => {
  it('one whose first bytes are flipped', () => {
    flip(path, 0, 16);
    expectRefusal(() => openSqliteStore(path), /not a database/);
  });

  it('one whose list of tables is flipped', () => {
    flip(path, 100, PAGE_BYTES - 100);
    expectRefusal(() => openSqliteStore(path), /malformed/);
  });

  it.each([1, 2, 3, 4])('one with page %i flipped behind the first', (page) => {
    flip(path, page * PAGE_BYTES, PAGE_BYTES);
    expectRefusal(() => openSqliteStore(path), /is damaged: put back a copy/);
  });

  it('one that was cut short', () => {
    truncateSync(path, PAGE_BYTES + 1);
    expectRefusal(() => openSqliteStore(path), /malformed/);
  });
});

describe('a file that is not ours to bring up to date is refused, and left as it is:', () => {
  it('one from before the first release', () => {
    execute('PRAGMA user_version = 1');
    expectRefusal(() => openSqliteStore(path), /has schema 1, from before the first release/);
  });

  it('one that another program keeps', () => {
    execute('PRAGMA user_version = 0');
    expectRefusal(() => openSqliteStore(path), /is a database of something else$/);
  });

  function execute(sql: string): void {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  }
});

describe('whoever looks into a refusal finds', () => {
  it('what SQLite said of the file', () => {
    flip(path, 0, 16);
    expect(causeOf(() => openSqliteStore(path))).toMatchObject({ code: 'ERR_SQLITE_ERROR' });
    expect(causeOf(() => openSqliteReader(path))).toMatchObject({ code: 'ERR_SQLITE_ERROR' });
  });

  it('what is damaged', () => {
    flip(path, PAGE_BYTES, PAGE_BYTES);
    expect(causeOf(() => openSqliteStore(path))).toMatch(/page/i);
  });

  function causeOf(open: () => unknown): unknown {
    try {
      open();
    } catch (error) {
      return error instanceof CannotOpenBooks ? error.cause : error;
    }
    throw new Error('it was opened');
  }
});

describe.skipIf(!canBeNobody)('what cannot be written is refused at the opening:', () => {
  it('a file that may only be read', () => {
    chmodSync(folder, 0o777);
    chmodSync(path, 0o444);
    expectRefusal(() => asNobody(() => openSqliteStore(path)), /readonly database/);
  });

  it('a folder that may only be read', () => {
    chmodSync(path, 0o666);
    chmodSync(folder, 0o555);
    expectRefusal(() => asNobody(() => openSqliteStore(path)), /unable to open|readonly/);
  });

  it('a folder that is not there', () => {
    expect(() => openSqliteStore(join(folder, 'none', 'books.db'))).toThrow(CannotOpenBooks);
  });

  it('a folder in the place of the file', () => {
    const place = join(folder, 'folder.db');
    mkdirSync(place);
    expect(() => openSqliteStore(place)).toThrow(CannotOpenBooks);
  });
});
