import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommitFailed, CommitUnknown, type Store, type Work } from '../../../src/ledger/index.ts';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';
import { Link } from './link.ts';
import { PostgresServer, query } from './server.ts';

const NOW = 1_700_000_000_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

let url: string;
let link: Link;
let store: Store;

beforeEach(async () => {
  url = await server.newDatabase();
  link = await Link.start(url);
  store = await openPostgresStore(link.url);
  await store.commit(work(NOW, { accounts: ACCOUNTS, done: undefined }));
});
afterEach(async () => {
  await store.close();
  await link.close();
});

/** Counts, and says so with a transfer whose id is new each time: doing it twice would show. */
const count: Work<number> = {
  reads: [{ kind: 'counter', id: 'c' }],
  now: NOW,
  decide(loaded) {
    const next = Number(loaded.get('counter', 'c')?.body ?? 0) + 1;
    return {
      transfers: [posted(`count/${next}`, 'bank', 'till', 1n)],
      documents: [{ kind: 'counter', id: 'c', body: String(next) }],
      done: next,
    };
  },
};

async function counted(): Promise<unknown> {
  const rows = await store.transfers({ limit: 1000 });
  return {
    counter: (await store.document('counter', 'c'))?.body,
    transfers: rows.map(({ id }) => id),
    till: (await store.account('till'))?.creditsPosted,
  };
}

const COUNTED_TWICE = { counter: '2', transfers: ['count/1', 'count/2'], till: 2n };

describe('a connection that is cut at the COMMIT', () => {
  it.each(['before it arrives', 'after it arrives', 'long before it arrives'] as const)(
    'has it done once: %s',
    async (cut) => {
      link.cutNextCommit(cut);
      expect(await store.commit(count)).toBe(1);
      expect(await store.commit(count)).toBe(2);
      expect(await counted()).toEqual(COUNTED_TWICE);
    },
  );

  it('has all the works of the batch done once, each with its own answer', async () => {
    link.cutNextCommit('after it arrives');
    const answers = await Promise.allSettled([
      store.commit(count),
      store.commit(work(NOW, { transfers: [posted('no', 'wallet', 'till', 1n)], done: 0 })),
      store.commit(count),
    ]);
    expect(answers).toMatchObject([{ value: 1 }, { reason: { results: ['exceeds_credits'] } }, { value: 2 }]);
    expect(await counted()).toEqual(COUNTED_TWICE);
  });

  it('is not mistaken for done because another instance committed meanwhile', async () => {
    const other = await openPostgresStore(url);
    link.cutNextCommit('before it arrives');
    const answers = await Promise.all([store.commit(count), other.commit(count)]);
    expect(answers.toSorted()).toEqual([1, 2]);
    expect(await counted()).toEqual(COUNTED_TWICE);
    await other.close();
  });
});

describe('a connection that the server ends', () => {
  it('in the middle of much work loses and repeats nothing', async () => {
    const works = Array.from({ length: 300 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i));
      return store.commit(count);
    });
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'counterfoil' AND datname = current_database()`;
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      await query(url, kill);
    }
    const answers = await Promise.all(works);
    expect(answers.toSorted((a, b) => a - b)).toEqual(answers.map((_, i) => i + 1));
    expect(await counted()).toMatchObject({ counter: '300', till: 300n });
  });

  it('is made anew for readers', async () => {
    expect(await store.account('till')).toBeDefined();
    await query(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()`);
    expect(await Promise.all(['till', 'bank'].map((id) => store.account(id)))).toMatchObject([
      { id: 'till' },
      { id: 'bank' },
    ]);
  });
});

describe('a server that stays away for longer than the patience', () => {
  let impatient: Store;

  beforeEach(async () => {
    impatient = await openPostgresStore(link.url, 100);
  });
  afterEach(() => impatient.close());

  it('fails what was handed in, and nothing was written', async () => {
    link.down();
    await query(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()`);
    await expect(impatient.commit(count)).rejects.toThrow(CommitFailed);
    await expect(impatient.account('till')).rejects.toThrow('Connection terminated');
    link.up();
    expect(await impatient.commit(count)).toBe(1);
  });

  it('leaves a commit whose answer was lost unknown, and says so', async () => {
    link.cutNextCommit('after it arrives');
    link.down();
    await expect(impatient.commit(count)).rejects.toThrow(CommitUnknown);
    link.up();
    expect(await impatient.commit(count)).toBe(2);
  });
});

describe('a commit that the server refuses', () => {
  it('rejects every work of its batch, and leaves the store usable', async () => {
    await query(
      url,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON counterfoil.transfer FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    for (const answer of await Promise.allSettled([store.commit(count), store.commit(count)])) {
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(CommitFailed) });
      expect(answer).toMatchObject({
        reason: { message: expect.stringMatching(/nothing was written.*No space left/) },
      });
    }
    await query(url, 'DROP TRIGGER full_disk ON counterfoil.transfer');
    expect(await store.commit(count)).toBe(1);
  });

  it.each(['40001', '40P01'])('because of a conflict (%s) is tried again', async (code) => {
    await query(
      url,
      `CREATE SEQUENCE refused;
       CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF nextval('refused') <= 2 THEN RAISE 'conflict' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER conflict BEFORE INSERT ON counterfoil.transfer FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    expect(await store.commit(count)).toBe(1);
  });
});
