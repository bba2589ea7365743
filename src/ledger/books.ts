import type { Account, AccountId, Balances } from './account.ts';
import type { TransferId, TransferRow } from './transfer.ts';

/** What has become of a pending transfer. It leaves `open` once, for good. */
export type PendingStatus = 'open' | 'posted' | 'voided' | 'expired';

/** A row of the books, and what its two accounts had just after it. */
export interface Entry {
  readonly row: TransferRow;
  readonly debit: Balances;
  readonly credit: Balances;
}

/** The books at one moment, as {@link apply} reads them. Undefined means: not in the books. */
export interface LedgerState {
  account(id: AccountId): Account | undefined;
  transfer(id: TransferId): TransferRow | undefined;
  /** Of a transfer that is pending by kind; undefined for any other. */
  pending(id: TransferId): PendingStatus | undefined;
  /** Open pending transfers that free themselves at this time, in microseconds, or before it. */
  due(untilMicros: number): readonly TransferRow[];
  /** The number of the last row; 0 before the first. */
  readonly lastSequence: number;
  /** Ledger time: when the last row was written or the last pending transfer expired. 0 before the first. */
  readonly lastMicros: number;
}

const EMPTY: LedgerState = {
  account: () => undefined,
  transfer: () => undefined,
  pending: () => undefined,
  due: () => [],
  lastSequence: 0,
  lastMicros: 0,
};

/**
 * Changes laid over other books, or over none. Reading falls through to what lies below, so a state costs
 * what it changes and not what the books hold.
 */
export class Books implements LedgerState {
  readonly #below: LedgerState;
  readonly #accounts = new Map<AccountId, Account>();
  readonly #entries = new Map<TransferId, Entry>();
  readonly #pendings = new Map<TransferId, PendingStatus>();
  readonly #timeouts: TransferRow[] = [];
  #firstTimeout = Number.POSITIVE_INFINITY;
  #lastSequence: number;
  #lastMicros: number;

  constructor(below: LedgerState = EMPTY) {
    this.#below = below;
    this.#lastSequence = below.lastSequence;
    this.#lastMicros = below.lastMicros;
  }

  account(id: AccountId): Account | undefined {
    return this.#accounts.get(id) ?? this.#below.account(id);
  }

  transfer(id: TransferId): TransferRow | undefined {
    return this.#entries.get(id)?.row ?? this.#below.transfer(id);
  }

  pending(id: TransferId): PendingStatus | undefined {
    return this.#pendings.get(id) ?? this.#below.pending(id);
  }

  due(untilMicros: number): readonly TransferRow[] {
    const below = this.#below.due(untilMicros);
    // Asked for every row, and nearly always in vain.
    if (below.length === 0 && untilMicros < this.#firstTimeout) return below;
    const own = this.#timeouts.filter((row) => expiryMicros(row) <= untilMicros);
    return [...below, ...own].filter((row) => this.pending(row.id) === 'open');
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get lastMicros(): number {
    return this.#lastMicros;
  }

  /** The accounts that were opened or changed here, each as it stands now. */
  get accounts(): ReadonlyMap<AccountId, Account> {
    return this.#accounts;
  }

  /** The rows that were written here, by id, in the order of their sequences. */
  get entries(): ReadonlyMap<TransferId, Entry> {
    return this.#entries;
  }

  /** The pending transfers that were made or resolved here. */
  get pendings(): ReadonlyMap<TransferId, PendingStatus> {
    return this.#pendings;
  }

  put(account: Account): void {
    this.#accounts.set(account.id, account);
  }

  /** Adds the next row; it must carry the next sequence and a later time. */
  append(entry: Entry): void {
    const { row } = entry;
    if (row.sequence !== this.#lastSequence + 1 || row.atMicros <= this.#lastMicros) {
      throw new Error(`row ${row.sequence} at ${row.atMicros} does not follow row ${this.#lastSequence}`);
    }
    this.#entries.set(row.id, entry);
    this.#lastSequence = row.sequence;
    this.#lastMicros = row.atMicros;
    if (row.kind === 'pending') {
      this.#pendings.set(row.id, 'open');
      if (row.timeoutMs !== undefined) {
        this.#timeouts.push(row);
        this.#firstTimeout = Math.min(this.#firstTimeout, expiryMicros(row));
      }
    }
  }

  resolve(id: TransferId, status: Exclude<PendingStatus, 'open'>): void {
    if (this.pending(id) !== 'open') throw new Error(`pending transfer ${id} is resolved already`);
    this.#pendings.set(id, status);
  }

  /** Ledger time never goes back. */
  passTime(untilMicros: number): void {
    this.#lastMicros = Math.max(this.#lastMicros, untilMicros);
  }

  /** Takes over what was changed in books that were laid over these. */
  absorb(above: Books): void {
    for (const account of above.#accounts.values()) this.put(account);
    for (const entry of above.#entries.values()) this.append(entry);
    for (const [id, status] of above.#pendings) this.#pendings.set(id, status);
    this.passTime(above.#lastMicros);
  }
}

/** When a pending transfer frees itself, in microseconds of ledger time: never, if it has no timeout. */
export function expiryMicros(row: TransferRow): number {
  return row.timeoutMs === undefined ? Number.POSITIVE_INFINITY : row.atMicros + row.timeoutMs * 1000;
}
