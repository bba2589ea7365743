import type { Instant } from '../time/index.ts';
import type { Account, AccountId, AccountSpec, Balances } from './account.ts';
import type { Entry } from './books.ts';
import type { TransferResult } from './result.ts';
import { type Chain, type TransferRow, toMicros } from './transfer.ts';

/**
 * Something that is kept beside the ledger and changes in the same commit: an order, a seller, a request
 * under an idempotency key. The ledger does not look inside.
 */
export interface Document {
  readonly kind: string;
  readonly id: string;
  /** JSON text. */
  readonly body: string;
  /** When somebody must look at it again; what {@link Store.due} finds. */
  readonly dueAt?: Instant;
  /** What it belongs to, such as an order's seller; what {@link Store.documents} filters by. */
  readonly owner?: string;
}

export type DocumentKey = Pick<Document, 'kind' | 'id'>;

/** What was found for the keys of a unit of work. */
export interface Loaded {
  /** @throws RangeError when the key is not among those the work said it reads */
  get(kind: string, id: string): Document | undefined;
}

/** What a unit of work comes to, before the ledger has spoken. */
export interface Plan<R> {
  /** Accounts that must be open before the transfers; an open one stays as it is. */
  readonly accounts?: readonly AccountSpec[];
  /** One chain: all of it, or nothing of the plan, is written. Empty where no money moves. */
  readonly transfers?: Chain;
  readonly documents?: readonly Document[];
  /** The answer when everything was written. */
  readonly done: R;
  /** The answer when the ledger refused the chain, and so nothing was written. */
  refused?(results: readonly TransferResult[]): R;
}

/**
 * A unit of work: the documents it reads, and a pure function from them to a plan. The store may run
 * `decide` again when another instance wrote first, so it has no effects of its own.
 */
export interface Work<R> {
  readonly reads: readonly DocumentKey[];
  readonly now: Instant;
  decide(loaded: Loaded): Plan<R>;
}

export interface TransferFilter {
  readonly order?: string;
  readonly account?: AccountId;
  /** Only rows with a higher sequence. */
  readonly after?: number;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface DocumentFilter {
  readonly kind: string;
  readonly owner?: string;
  /** Only ids that sort after this one. */
  readonly after?: string;
  readonly limit: number;
}

export interface TrialBalance {
  /** Of the last row; 0 before the first. */
  readonly lastSequence: number;
  /** Ledger time: of the last row, or of an expiry after it. 0 before the first. */
  readonly lastMicros: number;
  readonly accounts: readonly Account[];
}

/**
 * Where the books are kept. Every write goes through one queue (group commit): load, decide, apply,
 * persist, one durable commit, and only then the answer. Work is done in the order in which it was handed in.
 */
export interface Store {
  /**
   * @returns `done` of the plan after a durable commit, or what `refused` makes of the ledger's refusal
   * @throws whatever `decide` throws, after which nothing of that work is written and its neighbours are unharmed
   * @throws LedgerRefused when the ledger refused a plan that has no `refused`
   */
  commit<R>(work: Work<R>): Promise<R>;

  account(id: AccountId): Promise<Account | undefined>;
  accounts(): Promise<Account[]>;
  /** All accounts by id, and how far the books went when they stood so. */
  trialBalance(): Promise<TrialBalance>;
  /**
   * What an account had at a moment of ledger time: after every row up to the end of that millisecond, and
   * without the reservations that had run out by then. Undefined where there is no such account.
   */
  balances(account: AccountId, at: Instant): Promise<Balances | undefined>;
  transfers(filter: TransferFilter): Promise<TransferRow[]>;
  /** The same rows, each with what its two accounts had just after it. */
  history(filter: TransferFilter): Promise<Entry[]>;
  document(kind: string, id: string): Promise<Document | undefined>;
  documents(filter: DocumentFilter): Promise<Document[]>;
  /** Documents whose time has come, earliest first, ties by id. */
  due(kind: string, now: Instant, limit: number): Promise<Document[]>;
  /** When the next document of a kind is due. */
  nextDue(kind: string): Promise<Instant | undefined>;
  close(): Promise<void>;
}

/** The books, to be read. */
export type Reader = Omit<Store, 'commit'>;

/**
 * Books cannot be kept in a place: it is not to be reached, or a newer version or another program has been there.
 * The message names the place and says why. The place has not been touched.
 */
export class CannotOpenBooks extends Error {
  override name = 'CannotOpenBooks';
}

/** The server that keeps the books did not answer: it is down, starting, cut off, or it ended the connection. It may have done what was asked. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}

/** @throws RangeError when a page of so many is not to be had */
export function assertLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new RangeError(`a limit is 1 to 1,000, not ${limit}`);
  }
}

/**
 * The last microsecond of a moment. One beyond what rows can be dated (June 2255) is after all of them.
 *
 * @throws RangeError when it is no moment
 */
export function lastMicrosOf(at: Instant): number {
  if (!Number.isInteger(at)) throw new RangeError(`not a moment: ${at}`);
  const micros = Math.min(toMicros(at) + 999, Number.MAX_SAFE_INTEGER);
  return Math.max(micros, Number.MIN_SAFE_INTEGER);
}
