import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkBooks,
  type Store,
  type Transfer,
  type TransferResult,
  type TransferRow,
  type Work,
} from '../../../src/ledger/index.ts';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import {
  expectBalanced,
  expectFold,
  expectNumbered,
  expectResolvedOnce,
  expectWithinLimits,
} from '../../properties/ledger-invariants.ts';
import { SPECS } from '../../properties/ledger-trace.ts';
import { pending, post, posted, work } from '../postings.ts';
import { PostgresServer } from './server.ts';

const NOW = 1_700_000_000_000;

/** For a longer night: INSTANCE_WORKS=20000. */
const WORKS = Number(process.env.INSTANCE_WORKS ?? 400);

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

async function openInstances(count: number): Promise<Store[]> {
  const url = await server.newDatabase();
  const instances = await Promise.all(Array.from({ length: count }, () => openPostgresStore(url)));
  await instances[0]?.commit(work(NOW, { accounts: SPECS, done: undefined }));
  return instances;
}

async function closeAll(instances: readonly Store[]): Promise<void> {
  await Promise.all(instances.map((store) => store.close()));
}

async function allRows(store: Store): Promise<TransferRow[]> {
  const rows: TransferRow[] = [];
  for (;;) {
    const page = await store.transfers({ after: rows.length, limit: 1000 });
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}

/** Every instance hands in its own works, a few at a time, as fast as they are answered. */
async function hammer<R>(
  instances: readonly Store[],
  works: number,
  workOf: (instance: number, n: number) => Work<R>,
): Promise<R[]> {
  const answers = instances.map(async (store, instance) => {
    const own: Promise<R>[] = [];
    for (let n = 0; n < works; n++) {
      own.push(store.commit(workOf(instance, n)));
      if (n % 7 === 0) await own.at(-1);
    }
    return Promise.all(own);
  });
  return (await Promise.all(answers)).flat();
}

describe('several instances over one database', () => {
  it('hammer hot accounts without a deadlock, and the books stay sound', async () => {
    const instances = await openInstances(4);
    const [store] = instances;
    if (store === undefined) throw new Error('no instance was opened');
    const sides = [['bank', 'wallet'], ['wallet', 'till'], ['till', 'bank'], ['till', 'wallet'], ['debt', 'bank']] as const; // biome-ignore format: a table
    const random = fc.sample(fc.record({ side: fc.nat({ max: 4 }), amount: fc.bigInt(1n, 9n) }), WORKS * 4);

    const answers = await hammer(instances, WORKS, (instance, n) => {
      const { side, amount } = random[instance * WORKS + n] ?? { side: 0, amount: 1n };
      const [debit = '', credit = ''] = sides[side] ?? [];
      const id = `${instance}/${n}`;
      const transfers: Transfer[] =
        n % 5 === 0
          ? [pending(id, debit, credit, amount), post(`${id}/post`, id)]
          : [
              n % 3 === 0
                ? pending(id, debit, credit, amount, { timeoutMs: 5 })
                : posted(id, debit, credit, amount),
            ];
      return work<'done' | readonly TransferResult[]>(NOW + n, {
        transfers,
        done: 'done',
        refused: (results) => results,
      });
    });

    const last = NOW + WORKS + 1000;
    await store.commit(work(last, { done: undefined }));
    const [accounts, rows] = [await store.accounts(), await allRows(store)];
    expectBalanced(accounts);
    expectWithinLimits(accounts);
    expectNumbered(rows);
    expectResolvedOnce(rows);
    expectFold(accounts, rows, last * 1000);
    expect(await checkBooks(store)).toMatchObject({ ok: true });
    expect(rows.filter(({ id }) => !id.endsWith('/post'))).toHaveLength(
      answers.filter((answer) => answer === 'done').length,
    );
    const { rows: deadlocks } = await server.execute(
      'postgres',
      'SELECT sum(deadlocks) FROM pg_stat_database',
    );
    expect(deadlocks).toEqual([{ sum: '0' }]);
    await closeAll(instances);
  });

  it('never decide on a document that another has changed meanwhile', async () => {
    const instances = await openInstances(3);
    const counts = await hammer(instances, 100, () => ({
      reads: [{ kind: 'counter', id: 'c' }],
      now: NOW,
      decide(loaded) {
        const next = Number(loaded.get('counter', 'c')?.body ?? 0) + 1;
        return { documents: [{ kind: 'counter', id: 'c', body: String(next) }], done: next };
      },
    }));
    expect(counts.toSorted((a, b) => a - b)).toEqual(counts.map((_, i) => i + 1));
    await closeAll(instances);
  });

  it('open an account together, and pay into it together', async () => {
    const instances = await openInstances(3);
    await hammer(instances, 50, (instance, n) =>
      work(NOW, {
        accounts: [{ id: `escrow:${n}`, ledger: 'CNY', code: 'escrow' }],
        transfers: [posted(`${instance}/${n}`, 'bank', `escrow:${n}`, 1n)],
        done: undefined,
      }),
    );
    const accounts = (await instances[0]?.accounts()) ?? [];
    const escrow = accounts.filter(({ id }) => id.startsWith('escrow:'));
    expect(escrow.map(({ creditsPosted }) => creditsPosted)).toEqual(Array(50).fill(3n));
    await closeAll(instances);
  });

  it('let time go one way, although their clocks differ', async () => {
    const instances = await openInstances(2);
    await hammer(instances, 50, (instance, n) =>
      work(NOW - instance * 60_000 + n, {
        transfers: [posted(`${instance}/${n}`, 'bank', 'till', 1n)],
        done: undefined,
      }),
    );
    expectNumbered((await instances[0]?.transfers({ limit: 1000 })) ?? []);
    await closeAll(instances);
  });

  it('do a transfer once that two of them are asked for', async () => {
    const instances = await openInstances(2);
    const answers = await hammer(instances, 50, (_, n) =>
      work(NOW, { transfers: [posted(`t${n}`, 'bank', 'till', 1n)], done: 'paid' }),
    );
    expect(new Set(answers)).toEqual(new Set(['paid']));
    expect(await instances[1]?.account('till')).toMatchObject({ creditsPosted: 50n });
    await closeAll(instances);
  });
});
