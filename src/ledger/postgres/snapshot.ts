import type { Account, AccountId } from '../account.ts';
import { type Committed, documentKey } from '../batch.ts';
import { expiryMicros, type PendingStatus } from '../books.ts';
import { isWellFormed } from '../form.ts';
import type { Document, DocumentKey, Plan } from '../store.ts';
import type { TransferId, TransferRow } from '../transfer.ts';

/** Where the books end. */
export interface Head {
  readonly lastSequence: number;
  readonly lastMicros: number;
  readonly lastAccount: bigint;
  /** When the first of the open pending transfers frees itself, in microseconds. Infinity where none does. */
  readonly nextExpiry: number;
}

/** Before the head is known: nothing has happened, and nothing will by itself. */
const NO_HEAD: Head = {
  lastSequence: 0,
  lastMicros: 0,
  lastAccount: 0n,
  nextExpiry: Number.POSITIVE_INFINITY,
};

/** What was asked for and has not been loaded. */
export class Wanted {
  readonly accounts = new Set<AccountId>();
  readonly transfers = new Set<TransferId>();
  /** Pending transfers whose accounts will be wanted too. */
  readonly resolved = new Set<TransferId>();
  readonly documents = new Map<string, DocumentKey>();
  /** Up to when it was asked what is due. */
  dueMicros: number | undefined;

  get isEmpty(): boolean {
    const isDueKnown = this.dueMicros === undefined;
    return isDueKnown && this.accounts.size + this.transfers.size + this.documents.size === 0;
  }
}

/** What was found of a {@link Wanted}. What is not among it does not exist. */
export interface Found {
  readonly accounts: readonly { readonly account: Account; readonly key: bigint }[];
  readonly transfers: readonly FoundTransfer[];
  /** What is due by {@link Wanted.dueMicros}, earliest first. */
  readonly due: readonly FoundTransfer[];
  readonly documents: readonly Document[];
}

export interface FoundTransfer {
  readonly row: TransferRow;
  /** Of one that is pending by kind. */
  readonly status: PendingStatus | undefined;
}

/** Rows are a microsecond apart or more: room for those of a batch, so that what is due is loaded once for all. */
const AHEAD_MICROS = 100_000;

/**
 * The part of what is committed that a batch has loaded so far. Whatever else it is asked for it takes to be
 * absent, and notes down: the batch is not done before nothing is wanted any more.
 */
export class Snapshot implements Committed {
  // Undefined stands for what is known not to be there.
  readonly #accounts = new Map<AccountId, Account | undefined>();
  readonly #keys = new Map<AccountId, bigint>();
  readonly #transfers = new Map<TransferId, TransferRow | undefined>();
  readonly #pendings = new Map<TransferId, PendingStatus>();
  readonly #documents = new Map<string, Document | undefined>();
  #due: readonly TransferRow[] = [];
  #dueMicros = Number.NEGATIVE_INFINITY;
  #head = NO_HEAD;
  #wanted = new Wanted();

  get wanted(): Wanted {
    return this.#wanted;
  }

  get lastSequence(): number {
    return this.#head.lastSequence;
  }

  get lastMicros(): number {
    return this.#head.lastMicros;
  }

  get lastAccount(): bigint {
    return this.#head.lastAccount;
  }

  account(id: AccountId): Account | undefined {
    if (!this.#accounts.has(id) && isWellFormed(id)) this.#wanted.accounts.add(id);
    return this.#accounts.get(id);
  }

  /** The integer that stands for an account in the tables. */
  key(id: AccountId): bigint | undefined {
    return this.#keys.get(id);
  }

  transfer(id: TransferId): TransferRow | undefined {
    if (!this.#transfers.has(id) && isWellFormed(id)) this.#wanted.transfers.add(id);
    return this.#transfers.get(id);
  }

  pending(id: TransferId): PendingStatus | undefined {
    return this.transfer(id) && this.#pendings.get(id);
  }

  due(untilMicros: number): readonly TransferRow[] {
    if (untilMicros >= this.#head.nextExpiry && untilMicros > this.#dueMicros) {
      this.#wanted.dueMicros = Math.max(untilMicros + AHEAD_MICROS, this.#wanted.dueMicros ?? 0);
    }
    return this.#due.filter((row) => expiryMicros(row) <= untilMicros);
  }

  document(kind: string, id: string): Document | undefined {
    const key = documentKey(kind, id);
    if (!this.#documents.has(key) && isWellFormed(kind) && isWellFormed(id)) {
      this.#wanted.documents.set(key, { kind, id });
    }
    return this.#documents.get(key);
  }

  /** Asks for all that a plan touches, so that it is loaded at one go and not one refusal after the other. */
  foresee({ accounts = [], transfers = [] }: Plan<unknown>): void {
    for (const { id } of accounts) this.account(id);
    for (const transfer of transfers) {
      this.transfer(transfer.id);
      if ('pending' in transfer) {
        if (this.transfer(transfer.pending) === undefined) this.#wanted.resolved.add(transfer.pending);
      } else {
        this.account(transfer.debit);
        this.account(transfer.credit);
      }
    }
  }

  /** Takes in what was found of all that was wanted. */
  take(head: Head, found: Found): void {
    const { accounts, transfers, documents, dueMicros } = this.#wanted;
    this.#wanted = new Wanted();
    this.#head = head;
    for (const id of accounts) this.#accounts.set(id, undefined);
    for (const id of transfers) this.#transfers.set(id, undefined);
    for (const key of documents.keys()) this.#documents.set(key, undefined);
    if (dueMicros !== undefined) {
      this.#dueMicros = dueMicros;
      this.#due = found.due.map(({ row }) => row);
    }
    for (const { account, key } of found.accounts) {
      this.#accounts.set(account.id, account);
      this.#keys.set(account.id, key);
    }
    for (const { row, status } of [...found.transfers, ...found.due]) {
      this.#transfers.set(row.id, row);
      if (status !== undefined) this.#pendings.set(row.id, status);
    }
    for (const document of found.documents) {
      this.#documents.set(documentKey(document.kind, document.id), document);
    }
  }
}
