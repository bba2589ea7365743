import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBooks, type Reader } from '../../../src/ledger/index.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { BOOKS } from '../../../src/ledger/sqlite/migrations/0002-books.ts';
import { post, posted, work } from '../postings.ts';

const NOW = 1_700_000_000_000;

let folder: string;
let path: string;

/** Books as version 2 left them: 9 to the wallet, of which 5 are reserved for the till. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  path = join(folder, 'books.db');
  const db = new DatabaseSync(path);
  db.exec(BOOKS);
  db.exec(`
    INSERT INTO account VALUES
      (1, 'bank', 'CNY', 'custody', NULL, 0, 9, 0, 0),
      (2, 'wallet', 'CNY', 'seller_available', 'debits_must_not_exceed_credits', 5, 0, 0, 9),
      (3, 'till', 'CNY', 'clearing', NULL, 0, 0, 5, 0);
    INSERT INTO transfer VALUES
      (1, 'in', 'posted', 1, 2, 9, 'payment', 'ord_1', NULL, NULL, ${NOW * 1000}, 0, 9, 0, 0, 0, 0, 0, 9),
      (2, 'hold', 'pending', 2, 3, 5, 'payout', NULL, NULL, 1000, ${NOW * 1000 + 1}, 5, 0, 0, 9, 0, 0, 5, 0);
    INSERT INTO pending VALUES (2, 'open', ${NOW * 1000 + 1_000_001});
    UPDATE head SET last_sequence = 2, last_micros = ${NOW * 1000 + 1};
    INSERT INTO document VALUES ('order', 'ord_1', '{}', ${NOW}, 'sel_1');
    PRAGMA user_version = 2;
  `);
  db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function expectAllThere(books: Reader): Promise<void> {
  expect(await checkBooks(books)).toEqual({ ok: true, transfers: 2, accounts: 3 });
  const history = await books.history({ account: 'wallet', limit: 10 });
  expect(history.map(({ row }) => row.id)).toEqual(['in', 'hold']);
  expect(await books.balances('wallet', NOW)).toMatchObject({ debitsPending: 5n, creditsPosted: 9n });
  expect(await books.document('order', 'ord_1')).toMatchObject({ owner: 'sel_1' });
}

describe('books of schema 2', () => {
  it('are brought to this version with all that is in them', async () => {
    const store = openSqliteStore(path);
    await expectAllThere(store);
    await store.close();
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
    db.close();
  });

  it('are written on where they ended', async () => {
    const store = openSqliteStore(path);
    await store.commit(
      work(NOW + 1, { transfers: [post('take', 'hold'), posted('on', 'bank', 'till', 1n)], done: undefined }),
    );
    expect(await checkBooks(store)).toEqual({ ok: true, transfers: 4, accounts: 3 });
    expect(await store.transfers({ account: 'till', limit: 10 })).toMatchObject([
      { id: 'hold' },
      { id: 'take' },
      { id: 'on' },
    ]);
    await store.close();
  });

  it('are read as they are by who may not write', async () => {
    const reader = openSqliteReader(path);
    await expectAllThere(reader);
    await reader.close();
  });

  it('are the same, once brought to this version, as new ones', async () => {
    await openSqliteStore(path).close();
    const fresh = join(folder, 'fresh.db');
    await openSqliteStore(fresh).close();
    expect(schemaOf(path)).toEqual(schemaOf(fresh));
  });
});

function schemaOf(file: string): unknown {
  const db = new DatabaseSync(file, { readOnly: true });
  const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  db.close();
  return schema;
}
