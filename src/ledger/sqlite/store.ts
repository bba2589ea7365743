import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { AccountId, Balances } from '../account.ts';
import { NO_BALANCES } from '../balance.ts';
import { Batch, type Committed } from '../batch.ts';
import { type Entry, expiryMicros } from '../books.ts';
import { isWellFormed } from '../form.ts';
import { type Answer, StoreClosed, WriterQueue } from '../queue.ts';
import {
  accountOf,
  balancesOf,
  documentOf,
  entryOf,
  integer,
  optionalNumber,
  type Row,
  statusOf,
  transferOf,
  trialBalanceOf,
} from '../rows.ts';
import {
  assertLimit,
  type DocumentFilter,
  lastMicrosOf,
  type Reader,
  type Store,
  type TransferFilter,
  type Work,
} from '../store.ts';
import { openDatabaseToRead } from './read-only.ts';
import { inTransaction, openDatabase } from './schema.ts';
import { prepareStatements, type Statements } from './statements.ts';

/**
 * Books in one SQLite file, in WAL mode: an answered commit survives a crash and a loss of power.
 *
 * A batch reads, decides and writes within one synchronous transaction that holds the file's only write
 * lock, so no read ever sees half of it. A second process may open the same file: the two take turns batch
 * by batch and stay correct. One that waits more than two seconds for its turn answers with CommitFailed,
 * "database is locked". Anything may read the file meanwhile, such as the sqlite3 shell or a backup.
 *
 * @param path of the file, which is made when it is missing; its folder must exist
 * @throws CannotOpenBooks when the file was written by a newer version or by another program, is damaged, or
 *   cannot be written
 */
export function openSqliteStore(path: string): Store {
  const db = openDatabase(path);
  const sql = prepareStatements(db);
  const queue = new WriterQueue((works) => commitBatch(db, sql, works));
  return {
    ...readsOf(db, sql),
    commit: (work) => queue.submit(work),
    async close() {
      await queue.close();
      if (db.isOpen) db.close();
    },
  };
}

/**
 * Books in one SQLite file, to be read and nothing else: on a medium that takes no writes too, or while another
 * process writes them.
 *
 * @throws CannotOpenBooks when there are none, or the file is of no use
 */
export function openSqliteReader(path: string): Reader {
  const db = openDatabaseToRead(path);
  return {
    ...readsOf(db, prepareStatements(db)),
    async close() {
      if (db.isOpen) db.close();
    },
  };
}

function readsOf(db: DatabaseSync, sql: Statements): Omit<Reader, 'close'> {
  async function read<T>(answer: () => T): Promise<T> {
    if (!db.isOpen) throw new StoreClosed();
    return answer();
  }

  return {
    account: (id) => read(() => lookUp(sql.account, [id], accountOf)),
    accounts: () => read(() => sql.accounts.all().map(accountOf)),
    trialBalance: () => read(() => trialBalanceOf(sql.trialBalance.all())),
    balances: (account, at) => read(() => balancesAt(sql, account, lastMicrosOf(at))),
    transfers: (filter) => read(() => selectTransfers(sql, filter).map(transferOf)),
    history: (filter) => read(() => selectTransfers(sql, filter).map(entryOf)),
    document: (kind, id) => read(() => lookUp(sql.document, [kind, id], documentOf)),
    documents: (filter) => read(() => selectDocuments(sql, filter).map(documentOf)),
    due: (kind, now, limit) => read(() => selectDue(sql, kind, now, limit).map(documentOf)),
    nextDue: (kind) => read(() => optional(sql.nextDue.get(kind), (row) => optionalNumber(row, 'next'))),
  };
}

function commitBatch(db: DatabaseSync, sql: Statements, works: readonly Work<unknown>[]): Answer[] {
  return inTransaction(db, () => {
    const batch = new Batch(readCommitted(sql));
    const answers = works.map((work) => batch.run(work));
    write(sql, batch);
    return answers;
  });
}

function readCommitted(sql: Statements): Committed {
  const head = sql.head.get() ?? {};
  // Most batches have nothing to expire; they ask the file so once, and not once a work.
  const nextExpiry = optional(sql.nextExpiry.get(), (row) => optionalNumber(row, 'next')) ?? Infinity;
  return {
    account: (id) => lookUp(sql.account, [id], accountOf),
    transfer: (id) => lookUp(sql.transfer, [id], transferOf),
    pending: (id) => lookUp(sql.pendingStatus, [id], statusOf),
    due: (untilMicros) => (untilMicros < nextExpiry ? [] : sql.pendingDue.all(untilMicros).map(transferOf)),
    document: (kind, id) => lookUp(sql.document, [kind, id], documentOf),
    lastSequence: Number(integer(head, 'last_sequence')),
    lastMicros: Number(integer(head, 'last_micros')),
  };
}

/** One row a transfer, one update an account, however many transfers of the batch touch it. */
function write(sql: Statements, { books, documents }: Batch): void {
  for (const account of books.accounts.values()) {
    const { id, ledger, code, limit = null } = account;
    const { debitsPending, debitsPosted, creditsPending, creditsPosted } = account;
    sql.putAccount.run(id, ledger, code, limit, debitsPending, debitsPosted, creditsPending, creditsPosted);
  }
  for (const entry of books.entries.values()) sql.addTransfer.run(...transferColumns(entry));
  for (const [id, status] of books.pendings) {
    const row = books.transfer(id);
    if (row === undefined) throw new Error(`pending transfer ${id} is not in the books`);
    sql.putPending.run(row.sequence, status, row.timeoutMs === undefined ? null : expiryMicros(row));
  }
  for (const { kind, id, body, dueAt = null, owner = null } of documents) {
    sql.putDocument.run(kind, id, body, dueAt, owner);
  }
  if (books.accounts.size > 0) sql.setHead.run(books.lastSequence, books.lastMicros);
}

function transferColumns({ row, debit: dr, credit: cr }: Entry): SQLInputValue[] {
  const { sequence, id, kind, debit, credit, amount, code } = row;
  const { order = null, pending = null, timeoutMs = null, atMicros } = row;
  return [
    ...[sequence, id, kind, debit, credit, amount, code, order, pending, timeoutMs, atMicros],
    ...[dr.debitsPending, dr.debitsPosted, dr.creditsPending, dr.creditsPosted],
    ...[cr.debitsPending, cr.debitsPosted, cr.creditsPending, cr.creditsPosted],
  ];
}

function balancesAt(sql: Statements, account: AccountId, until: number): Balances | undefined {
  if (lookUp(sql.account, [account], accountOf) === undefined) return undefined;
  return optional(sql.balancesAt.get({ account, until }), (row) => balancesOf(row)) ?? NO_BALANCES;
}

function selectTransfers(sql: Statements, { order, account, after = 0, limit }: TransferFilter): Row[] {
  assertLimit(limit);
  if (order !== undefined) {
    return sql.transfersOfOrder.all({ order, account: account ?? null, after, limit });
  }
  if (account !== undefined) return sql.transfersOfAccount.all({ account, after, limit });
  return sql.transfers.all({ after, limit });
}

function selectDocuments(sql: Statements, { kind, owner, after = '', limit }: DocumentFilter): Row[] {
  assertLimit(limit);
  if (owner !== undefined) return sql.documentsOfOwner.all({ kind, owner, after, limit });
  return sql.documents.all({ kind, after, limit });
}

function selectDue(sql: Statements, kind: string, now: number, limit: number): Row[] {
  assertLimit(limit);
  return sql.documentsDue.all(kind, now, limit);
}

/** Malformed text is nobody's id. SQLite would take a lone surrogate for U+FFFD, and find that. */
function lookUp<T>(statement: StatementSync, key: readonly string[], to: (row: Row) => T): T | undefined {
  return key.every(isWellFormed) ? optional(statement.get(...key), to) : undefined;
}

function optional<T>(row: Row | undefined, to: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : to(row);
}
