import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll } from 'vitest';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { describeCheck } from '../check.conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true }));

describeCheck('SQLite', async () => {
  const path = join(folder, `${++files}.db`);
  const store = openSqliteStore(path);
  return {
    store,
    async forge(sql) {
      const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
      db.exec('DROP TRIGGER transfer_is_never_changed; DROP TRIGGER transfer_is_never_deleted');
      db.exec(sql);
      db.close();
    },
  };
});
