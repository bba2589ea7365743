import type { Work } from './store.ts';

/** What one work of a batch came to. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** Does works in order and commits them durably as one; one answer a work. It throws when the commit fails. */
export type CommitBatch = (works: readonly Work<unknown>[]) => readonly Answer[] | Promise<readonly Answer[]>;

/**
 * The store could not write a batch (disk full, locked, gone), so none of its works was done. Ids are derived
 * from what they stand for, so trying again is always safe.
 */
export class CommitFailed extends Error {
  override name = 'CommitFailed';
}

/**
 * The store went away in the middle of a commit and did not come back, so nobody knows whether the batch was
 * written. Ids are derived from what they stand for, so trying again is always safe.
 */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`it is not known whether this was written: ${reason}`, { cause });
  }
}

/** Something was asked of a store that has been closed. */
export class StoreClosed extends Error {
  override name = 'StoreClosed';

  constructor() {
    super('the store is closed');
  }
}

interface Waiting<R> {
  readonly work: Work<R>;
  resolve(value: R): void;
  reject(error: unknown): void;
}

const MAX_BATCH_WORKS = 1000;

/**
 * The one writer of a store (group commit). A batch is all that was handed in while the last one was being
 * written: one durable commit for many works, and no waiting when there is only one.
 */
export class WriterQueue {
  readonly #commitBatch: CommitBatch;
  #waiting: Waiting<unknown>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(commitBatch: CommitBatch) {
    this.#commitBatch = commitBatch;
  }

  /** @returns the answer to the work, once its batch is durable */
  submit<R>(work: Work<R>): Promise<R> {
    if (this.#closed) return Promise.reject(new StoreClosed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Takes no more work, and ends when what was handed in is done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // A turn of the event loop, so that every request that has arrived by now joins the batch.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting.slice(0, MAX_BATCH_WORKS);
      this.#waiting = this.#waiting.slice(MAX_BATCH_WORKS);
      await this.#settle(batch);
    }
    this.#running = undefined;
  }

  async #settle(batch: readonly Waiting<unknown>[]): Promise<void> {
    try {
      const answers = await this.#commitBatch(batch.map(({ work }) => work));
      batch.forEach((waiting, i) => {
        const answer = answers[i];
        if (answer === undefined) throw new Error(`${batch.length} works got ${answers.length} answers`);
        if (answer.ok) waiting.resolve(answer.value);
        else waiting.reject(answer.error);
      });
    } catch (cause) {
      for (const { reject } of batch) reject(failure(cause));
    }
  }
}

function failure(cause: unknown): CommitFailed | CommitUnknown {
  if (cause instanceof CommitUnknown) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommitFailed(`nothing was written: ${reason}`, { cause });
}
