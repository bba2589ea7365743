import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { describeStore } from '../store.conformance.ts';
import { PostgresServer } from './server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

describeStore('a store in PostgreSQL', async () => openPostgresStore(await server.newDatabase()));
