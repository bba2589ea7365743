import type { DatabaseSync } from 'node:sqlite';
import { Batch, type Committed } from '../batch.ts';
import { type Books, type Entry, expiryMicros } from '../books.ts';
import type { Answer } from '../queue.ts';
import { documentOf, integer, optionalNumber, statusOf, transferOf } from '../rows.ts';
import type { Work } from '../store.ts';
import type { TransferId, TransferRow } from '../transfer.ts';
import { KnownAccounts } from './known-accounts.ts';
import { lookUp, optional } from './look-up.ts';
import { inTransaction } from './schema.ts';
import type { Statements } from './statements.ts';

/** Commits batches, one after the other, each in a transaction that holds the file's only write lock throughout. */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #accounts: KnownAccounts;

  constructor(db: DatabaseSync, sql: Statements) {
    this.#db = db;
    this.#sql = sql;
    this.#accounts = new KnownAccounts(sql);
  }

  commit(works: readonly Work<unknown>[]): Answer[] {
    try {
      return inTransaction(this.#db, () => {
        this.#accounts.refresh();
        const batch = new Batch(this.#readCommitted());
        const answers = works.map((work) => batch.run(work));
        this.#write(batch);
        return answers;
      });
    } catch (error) {
      this.#accounts.forget();
      throw error;
    }
  }

  #readCommitted(): Committed {
    const sql = this.#sql;
    const head = sql.head.get() ?? {};
    // Most batches have nothing to expire; they ask the file so once, and not once a work.
    const nextExpiry = optional(sql.nextExpiry.get(), (row) => optionalNumber(row, 'next')) ?? Infinity;
    return {
      account: (id) => this.#accounts.find(id)?.account,
      transfer: (id) => lookUp(sql.transfer, [id], transferOf),
      pending: (id) => lookUp(sql.pendingStatus, [id], statusOf),
      due: (untilMicros) => (untilMicros < nextExpiry ? [] : sql.pendingDue.all(untilMicros).map(transferOf)),
      document: (kind, id) => lookUp(sql.document, [kind, id], documentOf),
      lastSequence: Number(integer(head, 'last_sequence')),
      lastMicros: Number(integer(head, 'last_micros')),
    };
  }

  /** One row a transfer, one update an account, however many transfers of the batch touch it. */
  #write({ books, documents }: Batch): void {
    const sql = this.#sql;
    for (const account of books.accounts.values()) this.#accounts.put(account);
    for (const entry of books.entries.values()) this.#addTransfer(entry, books);
    for (const [id, status] of books.pendings) {
      const row = rowOf(books, id);
      sql.putPending.run(row.sequence, status, row.timeoutMs === undefined ? null : expiryMicros(row));
    }
    for (const { kind, id, body, dueAt = null, owner = null } of documents) {
      sql.putDocument.run(kind, id, body, dueAt, owner);
    }
    if (books.accounts.size > 0) sql.setHead.run(books.lastSequence, books.lastMicros);
  }

  #addTransfer({ row, debit, credit }: Entry, books: Books): void {
    const pending = row.pending === undefined ? null : rowOf(books, row.pending).sequence;
    this.#sql.addTransfer.run(
      row.sequence,
      row.id,
      row.kind,
      this.#accounts.keyOf(row.debit),
      this.#accounts.keyOf(row.credit),
      row.amount,
      row.code,
      row.order ?? null,
      pending,
      row.timeoutMs ?? null,
      row.atMicros,
      debit.debitsPending,
      debit.debitsPosted,
      debit.creditsPending,
      debit.creditsPosted,
      credit.debitsPending,
      credit.debitsPosted,
      credit.creditsPending,
      credit.creditsPosted,
    );
  }
}

function rowOf(books: Books, id: TransferId): TransferRow {
  const row = books.transfer(id);
  if (row === undefined) throw new Error(`transfer ${id} is not in the books`);
  return row;
}
