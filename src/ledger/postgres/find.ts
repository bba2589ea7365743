import type { ClientBase } from 'pg';
import { accountOf, documentOf, integer, type Row, statusOf, transferOf } from '../rows.ts';
import { run, type Statement } from './connection.ts';
import type { Found, FoundTransfer, Wanted } from './snapshot.ts';
import { BATCH } from './statements.ts';

/** Loads all that is wanted, in one round trip. */
export async function find(client: ClientBase, wanted: Wanted): Promise<Found> {
  const [accounts, accountsToo, transfers, due, documents] = await Promise.all([
    findAll(client, BATCH.accounts, wanted.accounts),
    findAll(client, BATCH.accountsOfTransfers, wanted.resolved),
    findAll(client, BATCH.transfers, wanted.transfers),
    findDue(client, wanted),
    findDocuments(client, wanted),
  ]);
  return {
    accounts: [...accounts, ...accountsToo].map((row) => ({
      account: accountOf(row),
      key: integer(row, 'key'),
    })),
    transfers: transfers.map(foundTransfer),
    due: due.map(foundTransfer),
    documents: documents.map(documentOf),
  };
}

async function findAll(client: ClientBase, statement: Statement, ids: ReadonlySet<string>): Promise<Row[]> {
  return ids.size === 0 ? [] : run(client, statement, [[...ids]]);
}

async function findDue(client: ClientBase, { dueMicros }: Wanted): Promise<Row[]> {
  return dueMicros === undefined ? [] : run(client, BATCH.due, [dueMicros]);
}

async function findDocuments(client: ClientBase, { documents }: Wanted): Promise<Row[]> {
  if (documents.size === 0) return [];
  const keys = [...documents.values()];
  return run(client, BATCH.documents, [keys.map(({ kind }) => kind), keys.map(({ id }) => id)]);
}

function foundTransfer(row: Row): FoundTransfer {
  return { row: transferOf(row), status: row.status === null ? undefined : statusOf(row) };
}
