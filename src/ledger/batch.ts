import { applyTo } from './apply.ts';
import { Books, type LedgerState } from './books.ts';
import { isWellFormed } from './form.ts';
import type { Answer } from './queue.ts';
import { succeeded, type TransferResult } from './result.ts';
import type { Document, Loaded, Plan, Work } from './store.ts';

/** What is committed: the books, and the documents beside them. */
export interface Committed extends LedgerState {
  document(kind: string, id: string): Document | undefined;
}

/** The ledger refused the chain of a plan that does not say what then. Nothing was written. */
export class LedgerRefused extends Error {
  override name = 'LedgerRefused';
  readonly results: readonly TransferResult[];

  constructor(results: readonly TransferResult[]) {
    super(`the ledger refused: ${results.join(', ')}`);
    this.results = results;
  }
}

/**
 * Works of one commit, done one after the other over what is committed, each in sight of those before it.
 * Nothing is written yet: `books` and `documents` are what the store has to write.
 */
export class Batch {
  readonly books: Books;
  readonly #committed: Committed;
  readonly #documents = new Map<string, Document>();

  constructor(committed: Committed) {
    this.#committed = committed;
    this.books = new Books(committed);
  }

  get documents(): Iterable<Document> {
    return this.#documents.values();
  }

  /** Nothing happens in the books without an account that changes. */
  get isEmpty(): boolean {
    return this.#documents.size === 0 && this.books.accounts.size === 0;
  }

  /** Whatever goes wrong in a work is its own answer, and leaves no trace. */
  run(work: Work<unknown>): Answer {
    try {
      return this.#do(work);
    } catch (error) {
      return { ok: false, error };
    }
  }

  #do(work: Work<unknown>): Answer {
    const plan = work.decide(this.#load(work));
    for (const document of plan.documents ?? []) assertStorable(document);
    const results = applyTo(this.books, plan, work.now);
    if (!succeeded(results)) return refusal(plan, results);
    for (const document of plan.documents ?? []) {
      this.#documents.set(documentKey(document.kind, document.id), document);
    }
    return { ok: true, value: plan.done };
  }

  #load({ reads }: Work<unknown>): Loaded {
    const found = new Map(
      reads.map(({ kind, id }) => {
        const key = documentKey(kind, id);
        return [key, this.#documents.get(key) ?? this.#committed.document(kind, id)];
      }),
    );
    return {
      get(kind, id) {
        const key = documentKey(kind, id);
        if (!found.has(key)) throw new RangeError(`the work did not say that it reads ${key}`);
        return found.get(key);
      },
    };
  }
}

function refusal(plan: Plan<unknown>, results: readonly TransferResult[]): Answer {
  if (plan.refused === undefined) return { ok: false, error: new LedgerRefused(results) };
  return { ok: true, value: plan.refused(results) };
}

export function documentKey(kind: string, id: string): string {
  return JSON.stringify([kind, id]);
}

/** One bad document must fail its own work, here, and not the commit of all. */
function assertStorable({ kind, id, body, owner, dueAt }: Document): void {
  for (const text of [kind, id, body, owner ?? kind]) {
    if (!isWellFormed(text)) throw new RangeError(`document ${documentKey(kind, id)} has malformed text`);
  }
  if (dueAt !== undefined && !Number.isSafeInteger(dueAt)) {
    throw new RangeError(`document ${documentKey(kind, id)} is due at no moment: ${dueAt}`);
  }
}
