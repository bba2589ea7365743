import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../../src/ledger/index.ts';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { campaign } from '../crashes.ts';
import { numbered } from '../postings.ts';
import { expectAllThere, expectOnly } from '../works.ts';
import { bringDown, type ServerCrash, serverCrash } from './bring-down.ts';
import { PostgresServer } from './server.ts';

const CLIENTS_AN_INSTANCE = 7;

/** After so many crashes new books are begun, or else looking through the old ones takes most of the time. */
const CRASHES_A_BOOK = 20;

const { times, live, say } = campaign(serverCrash, 4);

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

/** Clients that hand in one work after the other, and note what is acknowledged; none may ever be failed. */
class Load {
  readonly acknowledged: number[] = [];
  readonly #clients: readonly Promise<void>[];
  #next = 1;
  #isOver = false;

  constructor(stores: readonly Store[]) {
    const seats = stores.flatMap((store) => Array<Store>(CLIENTS_AN_INSTANCE).fill(store));
    this.#clients = seats.map((store) => this.#handIn(store));
  }

  async goesOn(): Promise<void> {
    const before = this.acknowledged.length;
    while (this.acknowledged.length <= before) await Promise.race([sleep(1), ...this.#clients]);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  async #handIn(store: Store): Promise<void> {
    while (!this.#isOver) this.acknowledged.push(await store.commit(numbered(this.#next++)));
  }
}

/** Two instances over one database write through these crashes. @returns how many works were acknowledged */
async function writeThrough(some: readonly ServerCrash[]): Promise<number> {
  const url = await server.newDatabase();
  const store = await openPostgresStore(url);
  const other = await openPostgresStore(url);
  const load = new Load([store, other]);
  for (const crash of some) {
    await load.goesOn();
    await sleep(crash.afterMs);
    const acknowledged = [...load.acknowledged];
    await bringDown(server, crash);
    await load.goesOn();
    await expectAllThere(store, acknowledged);
    say(`${crash.way} after ${crash.afterMs} ms: ${acknowledged.length} acknowledged, none lost`);
  }
  await load.end();
  const works = await expectAllThere(store, load.acknowledged);
  expect(works).toEqual(new Set(load.acknowledged));
  await expectOnly(store, works);
  await Promise.all([store.close(), other.close()]);
  return load.acknowledged.length;
}

it(
  'a server that goes down has written all that was acknowledged, no half of anything, and nothing twice',
  () =>
    live(async (crashes) => {
      let total = 0;
      for (let i = 0; i < times; i += CRASHES_A_BOOK) {
        total += await writeThrough(crashes.slice(i, i + CRASHES_A_BOOK));
      }
      say(`${times} crashes, ${total} works acknowledged, none lost and none done twice`);
    }),
  30_000 * times,
);
