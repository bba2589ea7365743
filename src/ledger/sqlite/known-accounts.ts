import type { Account, AccountId } from '../account.ts';
import { accountOf, integer } from '../rows.ts';
import { lookUp } from './look-up.ts';
import type { Statements } from './statements.ts';

/** An account, and the integer that stands for it in the tables. */
interface KnownAccount {
  readonly key: bigint;
  readonly account: Account;
}

/** Room for the busy accounts of a large marketplace, in some ten megabytes. */
const MAX_KNOWN = 20_000;

/**
 * The accounts as the last commit left them, so that one that is busy is not read again for every batch. What is
 * known holds only within a transaction that has the file's write lock.
 */
export class KnownAccounts {
  readonly #sql: Statements;
  readonly #accounts = new Map<AccountId, KnownAccount>();
  #dataVersion: unknown;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Begins a batch. SQLite changes `data_version` when another process has written to the file. */
  refresh(): void {
    const dataVersion = this.#sql.dataVersion.get()?.data_version;
    if (dataVersion !== this.#dataVersion || this.#accounts.size > MAX_KNOWN) this.forget();
    this.#dataVersion = dataVersion;
  }

  /** After a batch that was not committed. */
  forget(): void {
    this.#accounts.clear();
  }

  find(id: AccountId): KnownAccount | undefined {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const found = lookUp(this.#sql.account, [id], (row) => ({
      account: accountOf(row),
      key: integer(row, 'key'),
    }));
    if (found !== undefined) this.#accounts.set(id, found);
    return found;
  }

  /** @throws Error when there is no such account */
  keyOf(id: AccountId): bigint {
    const found = this.find(id);
    if (found === undefined) throw new Error(`account ${id} is not in the books`);
    return found.key;
  }

  /** Writes an account as it now stands. */
  put(account: Account): void {
    const { id, debitsPending, debitsPosted, creditsPending, creditsPosted } = account;
    const known = this.find(id);
    if (known === undefined) {
      this.#accounts.set(id, { account, key: this.#open(account) });
    } else {
      this.#sql.setBalances.run(debitsPending, debitsPosted, creditsPending, creditsPosted, known.key);
      this.#accounts.set(id, { account, key: known.key });
    }
  }

  #open(account: Account): bigint {
    const { id, ledger, code, limit = null } = account;
    const { debitsPending, debitsPosted, creditsPending, creditsPosted } = account;
    const { lastInsertRowid } = this.#sql.openAccount.run(
      ...[id, ledger, code, limit, debitsPending, debitsPosted, creditsPending, creditsPosted],
    );
    return BigInt(lastInsertRowid);
  }
}
