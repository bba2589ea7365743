import type pg from 'pg';
import type { AccountId, Balances } from '../account.ts';
import { NO_BALANCES } from '../balance.ts';
import { isWellFormed } from '../form.ts';
import { StoreClosed, WriterQueue } from '../queue.ts';
import {
  accountOf,
  balancesOf,
  documentOf,
  entryOf,
  optionalNumber,
  type Row,
  transferOf,
  trialBalanceOf,
} from '../rows.ts';
import { assertLimit, type DocumentFilter, lastMicrosOf, type Store, type TransferFilter } from '../store.ts';
import { openPool, run, type Statement } from './connection.ts';
import { openBooks } from './open.ts';
import { patiently } from './patience.ts';
import { READ } from './statements.ts';
import { Writer } from './writer.ts';

/** How many questions are answered at a time, beside the commits. */
const READERS = 8;

/** Long enough for a server to restart, or for a standby to take over. */
const PATIENCE_MS = 30_000;

/** Books in PostgreSQL. */
export interface PostgresStore extends Store {
  /** The number of this opening of the books. No other opening has the same, wherever it runs. */
  readonly opening: number;
}

/**
 * Books in a PostgreSQL database, in a schema `counterfoil` of their own: an answered commit survives a crash of
 * the server. CockroachDB and YugabyteDB accept the same SQL.
 *
 * Any number of processes may open the same database. Each commits its works in batches, and the batches of all
 * come one after the other. While the server is away, what was handed in waits for it: what was being committed
 * is then found done or is done again, never twice.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param patienceMs how long the server may be away before what waits for it fails
 * @throws CannotOpenBooks when the database is not to be reached or cannot hold these books; it says why
 */
export async function openPostgresStore(url: string, patienceMs = PATIENCE_MS): Promise<PostgresStore> {
  const { writers, opening } = await openBooks(url, patienceMs);
  const writer = new Writer(writers, opening, patienceMs);
  const queue = new WriterQueue((works) => writer.commit(works));
  const reads = new Reads(openPool(url, { max: READERS, pipeline: false }), patienceMs);
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await queue.close();
    await Promise.all([writers.end(), reads.end()]);
  }

  return {
    opening,
    commit: (work) => queue.submit(work),
    account: (id) => reads.find(READ.account, [id], accountOf),
    accounts: () => reads.all(READ.allAccounts, [], accountOf),
    trialBalance: async () => trialBalanceOf(await reads.all(READ.trialBalance, [], (row) => row)),
    balances: async (account, at) => balancesAt(reads, account, lastMicrosOf(at)),
    transfers: async (filter) => reads.all(...transferQuery(filter), transferOf),
    history: async (filter) => reads.all(...transferQuery(filter), entryOf),
    document: (kind, id) => reads.find(READ.document, [kind, id], documentOf),
    documents: async (filter) => reads.all(...documentQuery(filter), documentOf),
    due: async (kind, now, limit) => {
      assertLimit(limit);
      return reads.all(READ.documentsDue, [kind, now, limit], documentOf);
    },
    nextDue: (kind) => reads.find(READ.nextDue, [kind], (row) => optionalNumber(row, 'next')),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

type Query = [Statement, unknown[]];

/** Asks questions, each in one statement, and again when the connection broke before the answer. */
class Reads {
  readonly #pool: pg.Pool;
  readonly #patienceMs: number;

  constructor(pool: pg.Pool, patienceMs: number) {
    this.#pool = pool;
    this.#patienceMs = patienceMs;
  }

  /** Malformed text is nobody's id; the driver would send U+FFFD for a lone surrogate, and find that. */
  async all<T>(statement: Statement, values: readonly unknown[], to: (row: Row) => T): Promise<T[]> {
    if (this.#pool.ending) throw new StoreClosed();
    if (values.some((value) => typeof value === 'string' && value !== '' && !isWellFormed(value))) return [];
    const rows = await patiently(this.#patienceMs, () => run(this.#pool, statement, values));
    return rows.map(to);
  }

  async find<T>(
    statement: Statement,
    values: readonly unknown[],
    to: (row: Row) => T,
  ): Promise<T | undefined> {
    const [found] = await this.all(statement, values, to);
    return found;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

async function balancesAt(reads: Reads, account: AccountId, until: number): Promise<Balances | undefined> {
  if ((await reads.find(READ.account, [account], accountOf)) === undefined) return undefined;
  return (await reads.find(READ.balancesAt, [account, until], (row) => balancesOf(row))) ?? NO_BALANCES;
}

function transferQuery({ order, account, after = 0, limit }: TransferFilter): Query {
  assertLimit(limit);
  if (order !== undefined) return [READ.transfersOfOrder, [order, after, account ?? null, limit]];
  if (account !== undefined) return [READ.transfersOfAccount, [account, after, limit]];
  return [READ.transfersAfter, [after, limit]];
}

function documentQuery({ kind, owner, after = '', limit }: DocumentFilter): Query {
  assertLimit(limit);
  if (owner !== undefined) return [READ.documentsOfOwner, [kind, owner, after, limit]];
  return [READ.documentsAfter, [kind, after, limit]];
}
