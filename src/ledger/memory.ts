import { Batch, type Committed, documentKey } from './batch.ts';
import { Books } from './books.ts';
import { type Answer, StoreClosed, WriterQueue } from './queue.ts';
import {
  assertLimit,
  type Document,
  type DocumentFilter,
  type Store,
  type TransferFilter,
  type Work,
} from './store.ts';
import type { TransferRow } from './transfer.ts';

/** Books that live as long as the process: for tests, and for sandboxes that need not outlive it. */
export function openMemoryStore(): Store {
  const books = new Books();
  const documents = new Map<string, Document>();
  let isOpen = true;

  const queue = new WriterQueue((works: readonly Work<unknown>[]): Answer[] => {
    const batch = new Batch(committedState(books, documents));
    const answers = works.map((work) => batch.run(work));
    books.absorb(batch.books);
    for (const document of batch.documents) documents.set(documentKey(document.kind, document.id), document);
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
    accounts: () => read(() => [...books.accounts.values()].sort((a, b) => byId(a, b))),
    transfers: (filter) => read(() => selectTransfers(books, filter)),
    document: (kind, id) => read(() => documents.get(documentKey(kind, id))),
    documents: (filter) => read(() => selectDocuments(documents, filter)),
    due: (kind, now, limit) =>
      read(() => {
        assertLimit(limit);
        return timed(documents, kind)
          .filter(({ dueAt }) => dueAt <= now)
          .slice(0, limit);
      }),
    nextDue: (kind) => read(() => timed(documents, kind)[0]?.dueAt),
    async close() {
      await queue.close();
      isOpen = false;
    },
  };
}

function committedState(books: Books, documents: ReadonlyMap<string, Document>): Committed {
  return {
    account: (id) => books.account(id),
    transfer: (id) => books.transfer(id),
    pending: (id) => books.pending(id),
    due: (untilMicros) => books.due(untilMicros),
    lastSequence: books.lastSequence,
    lastMicros: books.lastMicros,
    document: (kind, id) => documents.get(documentKey(kind, id)),
  };
}

function selectTransfers(books: Books, { order, account, after = 0, limit }: TransferFilter): TransferRow[] {
  assertLimit(limit);
  return [...books.transfers.values()]
    .filter((row) => row.sequence > after)
    .filter((row) => order === undefined || row.order === order)
    .filter((row) => account === undefined || row.debit === account || row.credit === account)
    .slice(0, limit);
}

function selectDocuments(
  documents: ReadonlyMap<string, Document>,
  { kind, owner, after, limit }: DocumentFilter,
): Document[] {
  assertLimit(limit);
  return [...documents.values()]
    .filter((document) => document.kind === kind)
    .filter((document) => owner === undefined || document.owner === owner)
    .filter((document) => after === undefined || compareText(document.id, after) > 0)
    .sort(byId)
    .slice(0, limit);
}

type Timed = Document & { readonly dueAt: number };

/** Documents that are due some time, earliest first, ties by id. */
function timed(documents: ReadonlyMap<string, Document>, kind: string): Timed[] {
  return [...documents.values()]
    .filter((document): document is Timed => document.kind === kind && document.dueAt !== undefined)
    .sort((a, b) => a.dueAt - b.dueAt || byId(a, b));
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compareText(a.id, b.id);
}

/** The order of databases, which compare UTF-8 bytes; JavaScript's `<` compares UTF-16 and differs past U+FFFF. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
