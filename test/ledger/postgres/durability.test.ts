import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkBooks, type Store } from '../../../src/ledger/index.ts';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { ACCOUNTS, posted, work } from '../postings.ts';
import { PostgresServer } from './server.ts';

const NOW = 1_700_000_000_000;

/** For a longer night: `npm run crashes -- --store postgres`. */
const CRASHES = Number(process.env.CRASHES ?? 3);
const CLIENTS = 7;

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

/** A chain of two transfers, and a document. */
function commitOne(store: Store, n: number): Promise<number> {
  return store.commit(
    work(NOW, {
      accounts: ACCOUNTS,
      transfers: [posted(`${n}/in`, 'bank', 'wallet', 2n), posted(`${n}/out`, 'wallet', 'till', 1n)],
      documents: [{ kind: 'work', id: `${n}`, body: '{}' }],
      done: n,
    }),
  );
}

async function allIds(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await store.transfers({ after: ids.length, limit: 1000 });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ id }) => id));
  }
}

it(
  'a server that is killed has written all that was acknowledged, no half of anything, and nothing twice',
  async () => {
    const store = await openPostgresStore(await server.newDatabase());
    const acknowledged: number[] = [];
    let next = 1;
    let isRunning = true;
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (isRunning) acknowledged.push(await commitOne(store, next++));
    });

    for (let crash = 0; crash < CRASHES; crash++) {
      const before = acknowledged.length;
      while (acknowledged.length < before + 100 + 37 * crash) await sleep(1);
      await server.kill();
      await server.restart();
      if (process.env.CRASHES !== undefined) {
        process.stdout.write(`crash ${crash + 1} of ${CRASHES}: ${before} acknowledged before it\n`);
      }
    }
    isRunning = false;
    await Promise.all(clients);

    const ids = await allIds(store);
    const works = ids.filter((id) => id.endsWith('/in')).map((id) => Number.parseInt(id, 10));
    expect(ids).toEqual(works.flatMap((n) => [`${n}/in`, `${n}/out`]));
    expect(works.toSorted((a, b) => a - b)).toEqual(acknowledged.toSorted((a, b) => a - b));
    for (const n of works) expect(await store.document('work', `${n}`)).toBeDefined();
    expect(await store.account('wallet')).toMatchObject({
      creditsPosted: 2n * BigInt(works.length),
      debitsPosted: BigInt(works.length),
    });
    expect(await checkBooks(store)).toMatchObject({ ok: true });
    await store.close();
  },
  30_000 * CRASHES,
);
