import { type Account, apply, Books, type TransferResult, type TransferRow } from '../../src/ledger/index.ts';
import { SPECS, type Step } from './ledger-trace.ts';

/** The books in memory with the accounts open, a step at a time: the model that every store is held to. */
export class LedgerModel {
  readonly books = new Books();
  readonly rows: TransferRow[] = [];
  /** Ledger time after the last step. */
  endMicros = 0;

  constructor(steps: readonly Step[] = []) {
    this.books.absorb(apply(this.books, [{ accounts: SPECS }], 0).state);
    for (const step of steps) this.take(step);
  }

  take({ now, transfers }: Step): readonly TransferResult[] {
    const { state, results, rows } = apply(this.books, [{ transfers }], now);
    this.books.absorb(state);
    this.rows.push(...rows);
    this.endMicros = Math.max(now * 1000, this.books.lastMicros);
    return results.flat();
  }

  get accounts(): Account[] {
    return [...this.books.accounts.values()];
  }

  /** All that the books say, to be compared. */
  snapshot(): unknown {
    const { accounts, entries, pendings, lastSequence, lastMicros } = this.books;
    return {
      accounts: new Map(accounts),
      entries: [...entries],
      pendings: new Map(pendings),
      lastSequence,
      lastMicros,
    };
  }
}
