import type { ClientBase } from 'pg';
import { accountOf, documentOf, integer, type Row, statusOf, transferOf } from '../rows.ts';
import { run } from './connection.ts';
import { AHEAD_MICROS, type Found, type FoundTransfer, type Wanted } from './snapshot.ts';
import { BATCH } from './statements.ts';

/** Loads all that is wanted, in one round trip. */
export async function find(client: ClientBase, wanted: Wanted): Promise<Found> {
  const [accounts, transfers, due, documents] = await Promise.all([
    findAccounts(client, wanted),
    findTransfers(client, wanted),
    findDue(client, wanted),
    findDocuments(client, wanted),
  ]);
  return {
    accounts: accounts.map((row) => ({ account: accountOf(row), key: integer(row, 'key') })),
    transfers: transfers.map(foundTransfer),
    due: due.map(foundTransfer),
    documents: documents.map(documentOf),
  };
}

async function findAccounts(client: ClientBase, { accounts, resolved }: Wanted): Promise<Row[]> {
  if (accounts.size + resolved.size === 0) return [];
  return run(client, BATCH.accounts, [[...accounts], [...resolved]]);
}

async function findTransfers(client: ClientBase, { transfers }: Wanted): Promise<Row[]> {
  return transfers.size === 0 ? [] : run(client, BATCH.transfers, [[...transfers]]);
}

async function findDue(client: ClientBase, { dueMicros }: Wanted): Promise<Row[]> {
  return dueMicros === undefined ? [] : run(client, BATCH.due, [dueMicros, AHEAD_MICROS]);
}

async function findDocuments(client: ClientBase, { documents }: Wanted): Promise<Row[]> {
  if (documents.size === 0) return [];
  const keys = [...documents.values()];
  return run(client, BATCH.documents, [keys.map(({ kind }) => kind), keys.map(({ id }) => id)]);
}

function foundTransfer(row: Row): FoundTransfer {
  return { row: transferOf(row), status: row.status === null ? undefined : statusOf(row) };
}
