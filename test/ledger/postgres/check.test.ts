import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '../../../src/ledger/postgres/index.ts';
import { describeCheck } from '../check.conformance.ts';
import { PostgresServer, query } from './server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

describeCheck('PostgreSQL', async () => {
  const url = await server.newDatabase();
  return {
    store: await openPostgresStore(url),
    forge: async (sql) => {
      await query(url, `SET search_path TO counterfoil; SET session_replication_role = replica; ${sql}`);
    },
  };
});
