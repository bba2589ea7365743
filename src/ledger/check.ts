import type { Account, AccountId, Balances } from './account.ts';
import { balancesOf, NO_BALANCES } from './balance.ts';
import { type Entry, expiryMicros } from './books.ts';
import type { Store, TrialBalance } from './store.ts';
import type { TransferId, TransferRow } from './transfer.ts';

/** What a check of the books came to. */
export type Verdict =
  | { readonly ok: true; readonly transfers: number; readonly accounts: number }
  /** The first row that is off, or an account where every row is in order, and in what. */
  | { readonly ok: false; readonly where: string; readonly what: string };

const PAGE = 1000;

/**
 * Derives every balance again from the rows, one after the other, and compares: with what each row says that
 * its accounts had after it, and at the end with what the accounts have. It reads the books as they stand when
 * it begins; others may go on writing meanwhile.
 */
export async function checkBooks(store: Pick<Store, 'history' | 'trialBalance'>): Promise<Verdict> {
  const trial = await store.trialBalance();
  const books = new DerivedBooks(trial.accounts);
  while (books.lastSequence < trial.lastSequence) {
    const page = await store.history({ after: books.lastSequence, limit: PAGE });
    if (page.length === 0) return off(`row ${books.lastSequence + 1}`, 'it is missing');
    for (const entry of page) {
      if (books.lastSequence === trial.lastSequence) break;
      const what = books.take(entry);
      if (what !== undefined) return off(`row ${entry.row.sequence} (${entry.row.id})`, what);
    }
  }
  return books.compare(trial);
}

function off(where: string, what: string): Verdict {
  return { ok: false, where, what };
}

type MutableBalances = { -readonly [Column in keyof Balances]: Balances[Column] };

/** The books by their definition, without a look at how they were kept. */
class DerivedBooks {
  readonly #accounts: ReadonlyMap<AccountId, Account>;
  readonly #balances = new Map<AccountId, MutableBalances>();
  readonly #open = new Map<TransferId, TransferRow>();
  #nextExpiry = Number.POSITIVE_INFINITY;
  #lastSequence = 0;
  #lastMicros = Number.NEGATIVE_INFINITY;

  constructor(accounts: readonly Account[]) {
    this.#accounts = new Map(accounts.map((account) => [account.id, account]));
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** @returns what is off with the next row, if anything */
  take({ row, debit, credit }: Entry): string | undefined {
    if (row.sequence !== this.#lastSequence + 1) return `row ${this.#lastSequence + 1} is missing before it`;
    if (row.atMicros <= this.#lastMicros) return 'it is not later than the row before it';
    this.#lastSequence = row.sequence;
    this.#lastMicros = row.atMicros;
    this.#expire(row.atMicros);
    return (
      this.#isElsewhere(row) ??
      this.#move(row) ??
      this.#differs(row.debit, debit) ??
      this.#differs(row.credit, credit) ??
      this.#breaksLimit(row.debit) ??
      this.#breaksLimit(row.credit)
    );
  }

  compare({ accounts, lastSequence, lastMicros }: TrialBalance): Verdict {
    this.#expire(lastMicros);
    for (const account of accounts) {
      const what = this.#differs(account.id, account);
      if (what !== undefined) return off('the accounts', what);
    }
    return { ok: true, transfers: lastSequence, accounts: accounts.length };
  }

  #isElsewhere({ debit, credit, ledger }: TransferRow): string | undefined {
    const other = [debit, credit].find((id) => this.#accounts.get(id)?.ledger !== ledger);
    return other === undefined ? undefined : `${other} is no account of the ledger ${ledger}`;
  }

  #move(row: TransferRow): string | undefined {
    switch (row.kind) {
      case 'posted':
        this.#post(row);
        return undefined;
      case 'pending':
        this.#reserve(row, row.amount);
        this.#open.set(row.id, row);
        this.#nextExpiry = Math.min(this.#nextExpiry, expiryMicros(row));
        return undefined;
      case 'post_pending':
      case 'void_pending':
        return this.#resolve(row);
      default:
        return row.kind satisfies never;
    }
  }

  #resolve(row: TransferRow): string | undefined {
    const pending = this.#open.get(row.pending ?? '');
    if (pending === undefined) return `no pending transfer ${row.pending} is open`;
    if (row.debit !== pending.debit || row.credit !== pending.credit)
      return 'its accounts are not the pending ones';
    if (row.amount > pending.amount) return `more than the ${pending.amount} that were pending`;
    this.#open.delete(pending.id);
    this.#reserve(pending, -pending.amount);
    if (row.kind === 'post_pending') this.#post(row);
    return undefined;
  }

  /** Gives back what was reserved until then at most. */
  #expire(untilMicros: number): void {
    if (this.#nextExpiry > untilMicros) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const row of this.#open.values()) {
      const expiry = expiryMicros(row);
      if (expiry > untilMicros) {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
      } else {
        this.#open.delete(row.id);
        this.#reserve(row, -row.amount);
      }
    }
  }

  #post({ debit, credit, amount }: TransferRow): void {
    this.#of(debit).debitsPosted += amount;
    this.#of(credit).creditsPosted += amount;
  }

  #reserve({ debit, credit }: TransferRow, amount: bigint): void {
    this.#of(debit).debitsPending += amount;
    this.#of(credit).creditsPending += amount;
  }

  #differs(id: AccountId, written: Balances): string | undefined {
    const derived = this.#of(id);
    for (const [column, name] of COLUMNS) {
      if (written[column] !== derived[column]) {
        return `${id} has ${name} ${written[column]}, and the transfers make it ${derived[column]}`;
      }
    }
    return undefined;
  }

  #breaksLimit(id: AccountId): string | undefined {
    const { debitsPending, debitsPosted, creditsPending, creditsPosted } = this.#of(id);
    const limit = this.#accounts.get(id)?.limit;
    const isBroken =
      (limit === 'debits_must_not_exceed_credits' && debitsPending + debitsPosted > creditsPosted) ||
      (limit === 'credits_must_not_exceed_debits' && creditsPending + creditsPosted > debitsPosted);
    return isBroken ? `${id} is past its limit, ${limit}` : undefined;
  }

  #of(id: AccountId): MutableBalances {
    const known = this.#balances.get(id);
    if (known !== undefined) return known;
    const fresh = balancesOf(NO_BALANCES);
    this.#balances.set(id, fresh);
    return fresh;
  }
}

const COLUMNS = [
  ['debitsPending', 'debits_pending'],
  ['debitsPosted', 'debits_posted'],
  ['creditsPending', 'credits_pending'],
  ['creditsPosted', 'credits_posted'],
] as const satisfies readonly (readonly [keyof Balances, string])[];
