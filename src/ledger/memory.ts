import type { AccountId, Balances } from './account.ts';
import { balancesOf, NO_BALANCES } from './balance.ts';
import { Batch, type Committed } from './batch.ts';
import { Books, type Entry, expiryMicros } from './books.ts';
import { type Answer, StoreClosed, WriterQueue } from './queue.ts';
import {
  assertLimit,
  type Document,
  type DocumentFilter,
  lastMicrosOf,
  type Store,
  type TransferFilter,
  type Work,
} from './store.ts';
import type { TransferRow } from './transfer.ts';

/** Books that live as long as the process: for tests, and for sandboxes that need not outlive it. */
export function openMemoryStore(): Store {
  const books = new Books();
  const documents = new Shelves();
  let isOpen = true;

  const queue = new WriterQueue((works: readonly Work<unknown>[]): Answer[] => {
    const batch = new Batch(committedState(books, documents));
    const answers = works.map((work) => batch.run(work));
    books.absorb(batch.books);
    for (const document of batch.documents) documents.put(document);
    return answers;
  });

  /** Answers as a store does: later, and not at all once it is closed. */
  async function read<T>(answer: () => T): Promise<T> {
    if (!isOpen) throw new StoreClosed();
    return answer();
  }

  return {
    commit: (work) => queue.submit(work),
    account: (id) => read(() => books.account(id)),
    accounts: () => read(() => [...books.accounts.values()].sort(byId)),
    trialBalance: () =>
      read(() => {
        const { lastSequence, lastMicros } = books;
        return { lastSequence, lastMicros, accounts: [...books.accounts.values()].sort(byId) };
      }),
    balances: (account, at) => read(() => balancesAt(books, account, lastMicrosOf(at))),
    transfers: (filter) => read(() => selectEntries(books, filter).map(({ row }) => row)),
    history: (filter) => read(() => selectEntries(books, filter)),
    document: (kind, id) => read(() => documents.get(kind, id)),
    documents: (filter) => read(() => selectDocuments(documents, filter)),
    due: (kind, now, limit) =>
      read(() => {
        assertLimit(limit);
        return documents
          .timed(kind)
          .filter(({ dueAt }) => dueAt <= now)
          .sort((a, b) => a.dueAt - b.dueAt || byId(a, b))
          .slice(0, limit);
      }),
    nextDue: (kind) =>
      read(() =>
        documents
          .timed(kind)
          .reduce<number | undefined>(
            (earliest, { dueAt }) => (earliest === undefined || dueAt < earliest ? dueAt : earliest),
            undefined,
          ),
      ),
    async close() {
      await queue.close();
      isOpen = false;
    },
  };
}

type Timed = Document & { readonly dueAt: number };

/** Documents by kind: most of what is asked is about one. */
class Shelves {
  readonly #kinds = new Map<string, Map<string, Document>>();
  /** Those that are due some time. */
  readonly #timed = new Map<string, Map<string, Timed>>();

  get(kind: string, id: string): Document | undefined {
    return this.#kinds.get(kind)?.get(id);
  }

  put(document: Document): void {
    shelf(this.#kinds, document.kind).set(document.id, document);
    const timed = shelf(this.#timed, document.kind);
    if (isTimed(document)) timed.set(document.id, document);
    else timed.delete(document.id);
  }

  of(kind: string): Document[] {
    return [...(this.#kinds.get(kind)?.values() ?? [])];
  }

  timed(kind: string): Timed[] {
    return [...(this.#timed.get(kind)?.values() ?? [])];
  }
}

function shelf<T>(shelves: Map<string, Map<string, T>>, kind: string): Map<string, T> {
  const known = shelves.get(kind) ?? new Map<string, T>();
  shelves.set(kind, known);
  return known;
}

function isTimed(document: Document): document is Timed {
  return document.dueAt !== undefined;
}

function committedState(books: Books, documents: Shelves): Committed {
  return {
    account: (id) => books.account(id),
    transfer: (id) => books.transfer(id),
    pending: (id) => books.pending(id),
    due: (untilMicros) => books.due(untilMicros),
    lastSequence: books.lastSequence,
    lastMicros: books.lastMicros,
    document: (kind, id) => documents.get(kind, id),
  };
}

function selectEntries(books: Books, { order, account, after = 0, limit }: TransferFilter): Entry[] {
  assertLimit(limit);
  return [...books.entries.values()]
    .filter(({ row }) => row.sequence > after)
    .filter(({ row }) => order === undefined || row.order === order)
    .filter(({ row }) => account === undefined || touches(row, account))
    .slice(0, limit)
    .map(({ row, debit, credit }) => ({ row, debit: balancesOf(debit), credit: balancesOf(credit) }));
}

function balancesAt(books: Books, account: AccountId, untilMicros: number): Balances | undefined {
  if (books.account(account) === undefined) return undefined;
  const entries = Array.from(books.entries.values()).filter(
    ({ row }) => touches(row, account) && row.atMicros <= untilMicros,
  );
  const last = entries.at(-1);
  if (last === undefined) return NO_BALANCES;
  const balances = { ...balancesOf(last.row.debit === account ? last.debit : last.credit) };
  for (const { row } of entries) {
    if (!ranOut(books, row, { afterMicros: last.row.atMicros, untilMicros })) continue;
    balances[row.debit === account ? 'debitsPending' : 'creditsPending'] -= row.amount;
  }
  return balances;
}

/** Whether a reservation was given back between two moments because its time was over. */
function ranOut(
  books: Books,
  row: TransferRow,
  { afterMicros, untilMicros }: { readonly afterMicros: number; readonly untilMicros: number },
): boolean {
  const expiry = expiryMicros(row);
  const status = books.pending(row.id);
  return (status === 'open' || status === 'expired') && expiry > afterMicros && expiry <= untilMicros;
}

function touches(row: TransferRow, account: AccountId): boolean {
  return row.debit === account || row.credit === account;
}

function selectDocuments(documents: Shelves, { kind, owner, after, limit }: DocumentFilter): Document[] {
  assertLimit(limit);
  return documents
    .of(kind)
    .filter((document) => owner === undefined || document.owner === owner)
    .filter((document) => after === undefined || compareText(document.id, after) > 0)
    .sort(byId)
    .slice(0, limit);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compareText(a.id, b.id);
}

/** The order of databases, which compare UTF-8 bytes; JavaScript's `<` compares UTF-16 and differs past U+FFFF. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
