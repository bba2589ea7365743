import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkBooks,
  openMemoryStore,
  type Store,
  succeeded,
  type TransferResult,
} from '../../src/ledger/index.ts';
import { emptyPostgresBooks, openPostgresStore } from '../../src/ledger/postgres/index.ts';
import { openSqliteStore } from '../../src/ledger/sqlite/index.ts';
import { PostgresServer } from '../ledger/postgres/server.ts';
import { work } from '../ledger/postings.ts';
import {
  expectBalanced,
  expectFold,
  expectNumbered,
  expectPast,
  expectResolvedOnce,
  expectWithinLimits,
} from './ledger-invariants.ts';
import { LedgerModel } from './ledger-model.ts';
import { SPECS, type Step, trace } from './ledger-trace.ts';
import { parameters } from './parameters.ts';

/** Steps that are handed in at once, so that they share a commit; and whether the store is opened anew after it. */
interface Burst {
  readonly size: number;
  readonly reopen: boolean;
}

const bursts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 8 }), reopen: fc.boolean() }), {
  minLength: 1,
  maxLength: 10,
});

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true }));

let server: PostgresServer;
let database: string;
beforeAll(async () => {
  server = await PostgresServer.start();
  database = await server.newDatabase();
  await (await openPostgresStore(database)).close();
});
afterAll(() => server.stop());

/** The one database, with nothing in it. */
async function openEmptyPostgresStore(): Promise<Store> {
  await emptyPostgresBooks(database);
  return openPostgresStore(database);
}

/** Cuts the trace into bursts, which begin again when they run out. */
function inBursts(steps: readonly Step[], sizes: readonly Burst[]): { steps: Step[]; reopen: boolean }[] {
  const cut: { steps: Step[]; reopen: boolean }[] = [];
  for (let from = 0, i = 0; from < steps.length; i++) {
    const { size, reopen } = sizes[i % sizes.length] ?? { size: 1, reopen: false };
    cut.push({ steps: steps.slice(from, from + size), reopen });
    from += size;
  }
  return cut;
}

type Said = 'done' | readonly TransferResult[];

/** Hands in a step with a document beside its transfers. */
function commit(store: Store, { now, transfers }: Step, id: string): Promise<Said> {
  const documents = [{ kind: 'step', id, body: '{}' }];
  return store.commit(work<Said>(now, { transfers, documents, done: 'done', refused: (results) => results }));
}

async function expectInvariants(store: Store, endMicros: number): Promise<void> {
  const [accounts, rows] = [await store.accounts(), await store.transfers({ limit: 1000 })];
  expectBalanced(accounts);
  expectWithinLimits(accounts);
  expectFold(accounts, rows, endMicros);
  expectNumbered(rows);
  expectResolvedOnce(rows);
}

async function expectSame(store: Store, model: LedgerModel): Promise<void> {
  expect(new Map((await store.accounts()).map((account) => [account.id, account]))).toEqual(
    new Map(model.books.accounts),
  );
  expect(await store.transfers({ limit: 1000 })).toEqual(model.rows);
}

/** Lives the trace in the store and in the model, and compares every answer. */
async function live(
  store: Store,
  reopen: (store: Store) => Promise<Store>,
  steps: readonly Step[],
  sizes: readonly Burst[],
): Promise<void> {
  const model = new LedgerModel();
  const done = new Set<string>();
  await store.commit(work(0, { accounts: SPECS, done: undefined }));
  let handedIn = 0;
  let current = store;
  for (const burst of inBursts(steps, sizes)) {
    const ids = burst.steps.map(() => `${handedIn++}`);
    const expected = burst.steps.map((step, i) => {
      const results = model.take(step);
      if (!succeeded(results)) return results;
      done.add(ids[i] ?? '');
      return 'done';
    });
    expect(await Promise.all(burst.steps.map((step, i) => commit(current, step, ids[i] ?? '')))).toEqual(
      expected,
    );
    if (burst.reopen) current = await reopen(current);
    await expectInvariants(current, model.endMicros);
  }
  await expectSame(current, model);
  await expectPast(current, model.rows);
  expect(await checkBooks(current)).toMatchObject({ ok: true });
  const documents = await current.documents({ kind: 'step', limit: 1000 });
  expect(new Set(documents.map(({ id }) => id))).toEqual(done);
  await current.close();
}

describe('1-10: a store says and keeps what the model does, whatever shares a commit', () => {
  it('in memory', async () => {
    await fc.assert(
      fc.asyncProperty(trace, bursts, (steps, sizes) =>
        live(openMemoryStore(), async (store) => store, steps, sizes),
      ),
      parameters(100),
    );
  });

  it('in SQLite, opened anew in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(trace, bursts, (steps, sizes) => {
        const path = join(folder, `${++files}.db`);
        const reopen = async (store: Store) => {
          await store.close();
          return openSqliteStore(path);
        };
        return live(openSqliteStore(path), reopen, steps, sizes);
      }),
      parameters(60),
    );
  });

  it('in PostgreSQL, opened anew in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(trace, bursts, async (steps, sizes) => {
        const reopen = async (store: Store) => {
          await store.close();
          return openPostgresStore(database);
        };
        await live(await openEmptyPostgresStore(), reopen, steps, sizes);
      }),
      parameters(15),
    );
  });
});

describe('29: the same trace in every store', () => {
  /** What a store answered, and all that it then has to say. */
  async function wholeLife(store: Store, steps: readonly Step[], sizes: readonly Burst[]): Promise<unknown> {
    const answers: Said[] = [];
    await store.commit(work(0, { accounts: SPECS, done: undefined }));
    for (const burst of inBursts(steps, sizes)) {
      const commits = burst.steps.map((step, i) => commit(store, step, `${answers.length + i}`));
      answers.push(...(await Promise.all(commits)));
    }
    const accounts = await store.accounts();
    const history = await store.history({ limit: 1000 });
    const documents = await store.documents({ kind: 'step', limit: 1000 });
    await store.close();
    return { answers, accounts, history, documents };
  }

  it('gives the same answers, and leaves the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(trace, bursts, async (steps, sizes) => {
        const inMemory = await wholeLife(openMemoryStore(), steps, sizes);
        const path = join(folder, `${++files}.db`);
        expect(await wholeLife(openSqliteStore(path), steps, sizes)).toEqual(inMemory);
        expect(await wholeLife(await openEmptyPostgresStore(), steps, sizes)).toEqual(inMemory);
      }),
      parameters(15),
    );
  });
});
