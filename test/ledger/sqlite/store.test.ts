import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { CannotOpenBooks, CommitFailed, checkBooks, type Store } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { openDatabase } from '../../../src/ledger/sqlite/schema.ts';
import { ACCOUNTS, pending, posted, voidIt, work } from '../postings.ts';
import { describeStore } from '../store.conformance.ts';

const NOW = 1_700_000_000_000;

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
let files = 0;
const newPath = () => join(folder, `${++files}.db`);
afterAll(() => rmSync(folder, { recursive: true }));

describeStore('a store in a SQLite file', () => openSqliteStore(newPath()));

async function pay(store: Store, id: string): Promise<string> {
  return store.commit(
    work(NOW, { accounts: ACCOUNTS, transfers: [posted(id, 'bank', 'till', 1n)], done: id }),
  );
}

describe('the SQLite file', () => {
  it('keeps everything for the next opening', async () => {
    const path = newPath();
    const before = openSqliteStore(path);
    await before.commit(
      work(NOW, {
        accounts: ACCOUNTS,
        transfers: [pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }), posted('t', 'bank', 'wallet', 3n)],
        documents: [{ kind: 'order', id: '1', body: '{}', dueAt: NOW, owner: 'sel_1' }],
        done: undefined,
      }),
    );
    const [accounts, transfers] = [await before.accounts(), await before.transfers({ limit: 10 })];
    await before.close();

    const after = openSqliteStore(path);
    expect(await after.accounts()).toEqual(accounts);
    expect(await after.transfers({ limit: 10 })).toEqual(transfers);
    expect(await after.due('order', NOW, 10)).toHaveLength(1);
    await after.commit(work(NOW, { transfers: [voidIt('v', 'p')], done: undefined }));
    expect((await after.transfers({ after: 2, limit: 10 }))[0]).toMatchObject({ sequence: 3, pending: 'p' });
    await after.close();
  });

  it('remembers a timeout that ends after the next opening', async () => {
    const path = newPath();
    const before = openSqliteStore(path);
    const reserve = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
    await before.commit(work(NOW, { accounts: ACCOUNTS, transfers: [reserve], done: undefined }));
    await before.close();

    const after = openSqliteStore(path);
    await after.commit(work(NOW + 1000, { done: undefined }));
    expect(await after.account('till')).toMatchObject({ creditsPending: 0n });
    await after.close();
  });

  it('is committed before the answer: another connection sees it', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await pay(store, 't');
    const other = new DatabaseSync(path, { readOnly: true });
    expect(other.prepare('SELECT id FROM transfer').all()).toEqual([{ id: 't' }]);
    other.close();
    await store.close();
  });

  it('is synced at every commit', () => {
    const db = openDatabase(newPath());
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    db.close();
  });

  it('never lets a row of the books be changed or deleted', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await pay(store, 't');
    await store.close();
    const db = new DatabaseSync(path);
    expect(() => db.exec('UPDATE transfer SET amount = 2')).toThrow('never changed');
    expect(() => db.exec('DELETE FROM transfer')).toThrow('never deleted');
    db.close();
  });

  it('is left alone when a newer version wrote it', () => {
    const path = newPath();
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 4');
    db.close();
    expect(() => openSqliteStore(path)).toThrow(CannotOpenBooks);
    expect(() => openSqliteStore(path)).toThrow(/schema 4.*up to 3/);
  });

  it('is left alone when it belongs to another program', () => {
    const path = newPath();
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE photo (id INTEGER)');
    db.close();
    expect(() => openSqliteStore(path)).toThrow(CannotOpenBooks);
  });
});

describe('a commit that fails', () => {
  it('rejects every work of its batch, and leaves the store usable', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await pay(store, 'before');
    const saboteur = new DatabaseSync(path);
    saboteur.exec(
      `CREATE TRIGGER full BEFORE INSERT ON transfer BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    );
    const answers = await Promise.allSettled([pay(store, 'a'), pay(store, 'b')]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(CommitFailed) });
      expect(answer).toMatchObject({ reason: { message: expect.stringContaining('disk is full') } });
    }
    saboteur.exec('DROP TRIGGER full');
    saboteur.close();

    expect(await store.account('bank')).toMatchObject({ debitsPosted: 1n });
    expect(await pay(store, 'a')).toBe('a');
    expect((await store.transfers({ limit: 10 })).map(({ id }) => id)).toEqual(['before', 'a']);
    await store.close();
  });

  it('leaves every balance as it was for those after it', async () => {
    const path = newPath();
    const saboteur = openDatabase(path);
    saboteur.exec(`
      CREATE TRIGGER full BEFORE INSERT ON document BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    saboteur.close();
    const store = openSqliteStore(path);
    await pay(store, 'before');
    const transfers = [posted('lost', 'bank', 'till', 5n)];
    const documents = [{ kind: 'order', id: '1', body: '{}' }];
    await expect(store.commit(work(NOW, { transfers, documents, done: undefined }))).rejects.toThrow('full');
    await pay(store, 'after');
    expect(await store.account('till')).toMatchObject({ creditsPosted: 2n });
    expect(await checkBooks(store)).toMatchObject({ ok: true });
    await store.close();
  });

  it('because another process keeps the file locked says so, and the next one succeeds', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(pay(store, 't')).rejects.toThrow('locked');
    other.exec('ROLLBACK');
    other.close();
    expect(await pay(store, 't')).toBe('t');
    await store.close();
  });
});

describe('two stores on one file', () => {
  it('never decide at the same time: the lock is held from before the first read', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const other = new DatabaseSync(path, { timeout: 0 });
    const attempt = () => other.exec('UPDATE head SET last_sequence = last_sequence');
    await store.commit({
      reads: [],
      now: NOW,
      decide() {
        expect(attempt).toThrow('locked');
        return { done: undefined };
      },
    });
    expect(attempt).not.toThrow();
    other.close();
    await store.close();
  });

  it('take turns, each in sight of what the other wrote', async () => {
    const path = newPath();
    const stores = [openSqliteStore(path), openSqliteStore(path)];
    const ids = Array.from({ length: 40 }, (_, i) => `t${i}`);
    await Promise.all(ids.map((id, i) => pay(stores[i % 2] ?? openSqliteStore(path), id)));
    for (const store of stores) {
      expect((await store.transfers({ limit: 100 })).map(({ sequence }) => sequence)).toEqual(
        ids.map((_, i) => i + 1),
      );
      expect(await store.account('till')).toMatchObject({ creditsPosted: 40n });
      await store.close();
    }
  });

  it('never takes a balance for known that the other has changed since', async () => {
    const path = newPath();
    const [one, other] = [openSqliteStore(path), openSqliteStore(path)];
    for (const id of ['a', 'b', 'c', 'd']) {
      await pay(one, `${id}/one`);
      await pay(other, `${id}/other`);
    }
    expect(await one.account('till')).toMatchObject({ creditsPosted: 8n });
    expect(await checkBooks(one)).toMatchObject({ ok: true });
    await one.close();
    await other.close();
  });
});
