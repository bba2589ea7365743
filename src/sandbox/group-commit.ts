import type { DatabaseSync } from 'node:sqlite';
import { atomically } from './atomically.ts';

interface Waiting {
  /** Does the work and returns what tells of it, once it is committed. */
  perform(): () => void;
  reject(error: unknown): void;
}

/**
 * Transactions that share a commit, which costs more than what most of them write. A group is all that was
 * handed in during one turn of the event loop; each in it is done, or leaves no trace, by itself.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  #waiting: Waiting[] = [];

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** @returns what `action` gives, once it is committed */
  submit<T>(action: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#commit());
      this.#waiting.push({
        perform: () => {
          const result = atomically(this.#db, action);
          return () => resolve(result);
        },
        reject,
      });
    });
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      const outcomes = atomically(this.#db, () => group.map((waiting) => this.#outcome(waiting)));
      for (const tell of outcomes) tell();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  #outcome({ perform, reject }: Waiting): () => void {
    try {
      return perform();
    } catch (error) {
      // SQLite has given up the transaction of all.
      if (!this.#db.isTransaction) throw error;
      return () => reject(error);
    }
  }
}
