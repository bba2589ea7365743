import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkBooks } from '../../src/ledger/index.ts';
import { openPostgresStore } from '../../src/ledger/postgres/index.ts';
import { campaign } from '../ledger/crashes.ts';
import { bringDown, serverCrash } from '../ledger/postgres/bring-down.ts';
import { PostgresServer } from '../ledger/postgres/server.ts';
import { killProgram, type Started, startProgram } from '../program.ts';
import { type Client, openBagOrder, yuan } from '../world.ts';

const BUYERS = 3;

const { times, live, say } = campaign(serverCrash, 2);

let server: PostgresServer;
let database: string;
let folder: string;
let platform: Started;
let complaints = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  server = await PostgresServer.start();
  database = await server.newDatabase();
  platform = await startProgram('--data', folder, '--database', database);
  platform.child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
});
afterAll(async () => {
  await killProgram(platform.child);
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** @returns the order, once the buyer's phone says that it is paid */
async function buy(client: Client): Promise<string> {
  const { order } = await openBagOrder(client);
  const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
  const token = payment.body.present.value;
  expect(await client.post('/sandbox/wallet/pay', { provider: 'alipay', token })).toMatchObject({
    status: 200,
  });
  return order;
}

it(
  'a platform outlives its database: whatever was paid is held, each once, and nobody was told of an error',
  () =>
    live(async (crashes) => {
      const paid: string[] = [];
      let isOver = false;
      const buyers = Array.from({ length: BUYERS }, async () => {
        while (!isOver) paid.push(await buy(platform.client));
      });
      for (const crash of crashes) {
        const before = paid.length;
        while (paid.length === before) await Promise.race([sleep(1), ...buyers]);
        await sleep(crash.afterMs);
        await bringDown(server, crash);
        say(`${crash.way} after ${crash.afterMs} ms: ${paid.length} sales`);
      }
      isOver = true;
      await Promise.all(buyers);

      for (const order of paid) {
        await expect
          .poll(async () => (await platform.client.get(`/v1/orders/${order}`)).body, { timeout: 30_000 })
          .toMatchObject({ state: 'held', escrow: { held: yuan(10_000) } });
      }
      expect([platform.child.exitCode, complaints]).toEqual([null, '']);
      const store = await openPostgresStore(database);
      expect(await checkBooks(store)).toMatchObject({ ok: true, transfers: paid.length });
      await store.close();
    }),
  60_000 * times,
);
