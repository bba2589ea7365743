import type { AccountId } from '../account.ts';
import type { Batch } from '../batch.ts';
import { type Entry, expiryMicros } from '../books.ts';
import type { TransferId, TransferRow } from '../transfer.ts';
import type { Statement } from './connection.ts';
import type { Snapshot } from './snapshot.ts';
import { BATCH } from './statements.ts';

export interface Write {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** All that a batch changed, in the order in which it has to be written: one row a transfer, one an account. */
export function writesOf(batch: Batch, snapshot: Snapshot): Write[] {
  const { books } = batch;
  const keys = new AccountKeys(snapshot);
  const accounts = Array.from(books.accounts.values(), (account) => [
    ...[keys.of(account.id), account.id, account.ledger, account.code, account.limit],
    ...[account.debitsPending, account.debitsPosted, account.creditsPending, account.creditsPosted],
  ]);
  const transfers = Array.from(books.entries.values(), (entry) => transferColumns(entry, batch, keys));
  const pendings = Array.from(books.pendings, ([id, status]) => {
    const row = rowOf(batch, id);
    return [row.sequence, status, row.timeoutMs === undefined ? null : expiryMicros(row)];
  });
  const documents = Array.from(batch.documents, (document) => {
    const { kind, id, body, dueAt, owner } = document;
    return [kind, id, body, dueAt, owner];
  });
  return [
    ...rowsWrite(BATCH.putAccounts, accounts),
    ...rowsWrite(BATCH.addTransfers, transfers),
    ...rowsWrite(BATCH.putPendings, pendings),
    ...rowsWrite(BATCH.putDocuments, documents),
    { statement: BATCH.setHead, values: [books.lastSequence, books.lastMicros, keys.last] },
  ];
}

function transferColumns({ row, debit: dr, credit: cr }: Entry, batch: Batch, keys: AccountKeys): unknown[] {
  const pending = row.pending === undefined ? undefined : rowOf(batch, row.pending).sequence;
  return [
    ...[row.sequence, row.id, row.kind, keys.of(row.debit), keys.of(row.credit), row.amount, row.code],
    ...[row.order, pending, row.timeoutMs, row.atMicros],
    ...[dr.debitsPending, dr.debitsPosted, dr.creditsPending, dr.creditsPosted],
    ...[cr.debitsPending, cr.debitsPosted, cr.creditsPending, cr.creditsPosted],
  ];
}

/** The rows as `unnest` takes them, one array a column; nothing where there are no rows. */
function rowsWrite(statement: Statement, rows: readonly (readonly unknown[])[]): Write[] {
  const [first] = rows;
  if (first === undefined) return [];
  return [{ statement, values: first.map((_, column) => rows.map((row) => row[column])) }];
}

/** The integers that stand for accounts in the tables; a new account gets the next. */
class AccountKeys {
  readonly #snapshot: Snapshot;
  readonly #new = new Map<AccountId, bigint>();
  #last: bigint;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#last = snapshot.lastAccount;
  }

  get last(): bigint {
    return this.#last;
  }

  of(id: AccountId): bigint {
    const key = this.#snapshot.key(id) ?? this.#new.get(id);
    if (key !== undefined) return key;
    this.#last += 1n;
    this.#new.set(id, this.#last);
    return this.#last;
  }
}

function rowOf({ books }: Batch, id: TransferId): TransferRow {
  const row = books.transfer(id);
  if (row === undefined) throw new Error(`transfer ${id} is not in the books`);
  return row;
}
