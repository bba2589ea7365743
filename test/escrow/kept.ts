import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Command,
  type Decision,
  decide,
  decodeOrder,
  dueAt,
  encodeOrder,
  fundsAccounts,
  type Order,
  readFunds,
  type SellerFunds,
} from '../../src/escrow/index.ts';
import { type Document, openMemoryStore, type Plan, type Store } from '../../src/ledger/index.ts';
import { openSqliteStore } from '../../src/ledger/sqlite/index.ts';

/** Books that orders are kept in, and that can be closed and opened again. */
export interface Shelf {
  store(): Store;
  /** Closes the books and opens them again from what they have written. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

export interface ShelfKind {
  readonly name: string;
  /** How often a property is tried on it, of the times it is tried on the fastest. */
  readonly share: number;
  open(): Promise<Shelf>;
}

/** The stores that every property of the escrow holds on. */
export const SHELVES: readonly ShelfKind[] = [
  { name: 'in memory', share: 1, open: openInMemory },
  { name: 'in SQLite, restarted at any time', share: 0.1, open: openInSqlite },
];

/** Nothing is written, so there is nothing to come back from. */
async function openInMemory(): Promise<Shelf> {
  const store = openMemoryStore();
  return { store: () => store, restart: async () => undefined, dispose: () => store.close() };
}

async function openInSqlite(): Promise<Shelf> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-escrow-'));
  const path = join(folder, 'books.sqlite');
  let store = openSqliteStore(path);
  return {
    store: () => store,
    async restart() {
      await store.close();
      store = openSqliteStore(path);
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Puts an order on the books, with what was booked for it so far. */
export function keep(
  store: Store,
  order: Order,
  booked: Pick<Plan<void>, 'accounts' | 'transfers'> = {},
): Promise<void> {
  return store.commit({
    reads: [],
    now: 0,
    decide: () => ({ ...booked, documents: [documentOf(order)], done: undefined }),
  });
}

/** Commits a command, the order and its transfers together, as the platform does. */
export async function commit(store: Store, id: string, command: Command, now: number): Promise<Decision> {
  const funds = await fundsIn(store, await read(store, id));
  return store.commit<Decision>({
    reads: [{ kind: 'order', id }],
    now,
    decide(loaded) {
      const decision = decide(orderIn(loaded.get('order', id)), command, now, funds);
      if (!decision.ok) return { done: decision };
      const { order, accounts, transfers } = decision;
      return { accounts, transfers, documents: [documentOf(order)], done: decision };
    },
  });
}

async function fundsIn(store: Store, { seller, amount }: Order): Promise<SellerFunds> {
  const ids = Object.values(fundsAccounts(seller, amount.currency)).map(({ id }) => id);
  const accounts = new Map(await Promise.all(ids.map(async (id) => [id, await store.account(id)] as const)));
  return readFunds(seller, amount.currency, (id) => accounts.get(id));
}

export async function read(store: Store, id: string): Promise<Order> {
  return orderIn(await store.document('order', id));
}

function orderIn(document: Document | undefined): Order {
  if (!document) throw new Error('there is no such order');
  return decodeOrder(document.body);
}

function documentOf(order: Order): Document {
  const due = dueAt(order);
  const document = { kind: 'order', id: order.id, body: encodeOrder(order) };
  return due === undefined ? document : { ...document, dueAt: due };
}
