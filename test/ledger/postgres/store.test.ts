import { afterAll, beforeAll } from 'vitest';
import { emptyPostgresBooks, openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { describeStore } from '../store.conformance.ts';
import { PostgresServer } from './server.ts';

let server: PostgresServer;
let database: string;
beforeAll(async () => {
  server = await PostgresServer.start();
  database = await server.newDatabase();
  await (await openPostgresStore(database)).close();
});
afterAll(() => server.stop());

describeStore('a store in PostgreSQL', async () => {
  await emptyPostgresBooks(database);
  return openPostgresStore(database);
});
