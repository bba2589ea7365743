import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CannotOpenBooks } from '../../../src/ledger/index.ts';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { ACCOUNTS, pending, posted, voidIt, work } from '../postings.ts';
import { PostgresServer, query } from './server.ts';

const NOW = 1_700_000_000_000;

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await PostgresServer.start({ settings: ['synchronous_commit=off'] });
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.newDatabase();
});

describe('the database', () => {
  it('keeps everything for the next opening', async () => {
    const before = await openPostgresStore(url);
    await before.commit(
      work(NOW, {
        accounts: ACCOUNTS,
        transfers: [pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 }), posted('t', 'bank', 'wallet', 3n)],
        documents: [{ kind: 'order', id: '1', body: '{}', dueAt: NOW, owner: 'sel_1' }],
        done: undefined,
      }),
    );
    const [accounts, history] = [await before.accounts(), await before.history({ limit: 10 })];
    await before.close();

    const after = await openPostgresStore(url);
    expect(await after.accounts()).toEqual(accounts);
    expect(await after.history({ limit: 10 })).toEqual(history);
    expect(await after.due('order', NOW, 10)).toHaveLength(1);
    await after.commit(work(NOW, { transfers: [voidIt('v', 'p')], done: undefined }));
    expect((await after.transfers({ after: 2, limit: 10 }))[0]).toMatchObject({ sequence: 3, pending: 'p' });
    await after.close();
  });

  it('is committed and synced before the answer, whatever the server’s default is', async () => {
    const store = await openPostgresStore(url);
    await query(
      url,
      `CREATE TABLE seen (setting TEXT);
       CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
       CREATE TRIGGER look BEFORE INSERT ON counterfoil.account FOR EACH ROW EXECUTE FUNCTION look()`,
    );
    await store.commit(work(NOW, { accounts: ACCOUNTS.slice(0, 1), done: undefined }));
    expect((await query(url, 'SELECT setting FROM seen')).rows).toEqual([{ setting: 'on' }]);
    await store.close();
  });

  it('is laid once when many instances start at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => openPostgresStore(url)));
    expect(stores.map(({ opening }) => opening).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { rows } = await query(url, 'SELECT version FROM counterfoil.schema_version');
    expect(rows).toEqual([{ version: '1' }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is laid again where laying it was cut short', async () => {
    const store = await openPostgresStore(url);
    await store.close();
    await query(url, 'UPDATE counterfoil.schema_version SET version = 0; DROP TABLE counterfoil.document');
    const again = await openPostgresStore(url);
    await again.commit(work(NOW, { documents: [{ kind: 'order', id: '1', body: '{}' }], done: undefined }));
    await again.close();
  });

  it('needs no right to make tables once they are laid', async () => {
    await (await openPostgresStore(url)).close();
    await query(
      url,
      `CREATE ROLE clerk LOGIN PASSWORD 'password'; REVOKE CREATE ON DATABASE ${new URL(url).pathname.slice(1)} FROM PUBLIC;
       GRANT USAGE ON SCHEMA counterfoil TO clerk;
       GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA counterfoil TO clerk`,
    );
    const store = await openPostgresStore(url.replace('postgres:password', 'clerk:password'));
    await store.commit(
      work(NOW, { accounts: ACCOUNTS, transfers: [posted('t', 'bank', 'till', 1n)], done: undefined }),
    );
    await store.close();
  });
});

describe('a database that cannot hold the books', () => {
  async function complaint(bad: string): Promise<string> {
    const error = await openPostgresStore(bad).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CannotOpenBooks);
    const { message } = error as CannotOpenBooks;
    expect(message).not.toContain('secret');
    return message;
  }

  it('because a newer version wrote it is left alone', async () => {
    await (await openPostgresStore(url)).close();
    await query(url, 'UPDATE counterfoil.schema_version SET version = 99');
    expect(await complaint(url)).toMatch(/schema 99.*up to 1/);
    const { rows } = await query(url, 'SELECT last_writer FROM counterfoil.head');
    expect(rows).toEqual([{ last_writer: '1' }]);
  });

  it('because it does not keep text in UTF-8 says so', async () => {
    await server.execute(
      'postgres',
      `CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0 LOCALE_PROVIDER libc`,
    );
    expect(await complaint(server.url('latin'))).toContain('its encoding is LATIN1');
  });

  it.each([
    [
      'where nothing listens',
      () => 'postgres://postgres:secret@127.0.0.1:1/books',
      'ECONNREFUSED 127.0.0.1:1',
    ],
    ['with a wrong password', () => url.replace('password@', 'secret@'), 'password authentication failed'],
    ['that is not there', () => `${url}_none`, 'does not exist'],
    ['of another kind', () => 'mysql://root:secret@127.0.0.1/books', 'postgres://user:password@host'],
    ['that is no URL', () => 'secret', 'postgres://user:password@host'],
  ])('%s is named in the complaint, without the password', async (_, bad, reason) => {
    expect(await complaint(bad())).toContain(reason);
  });
});
