import pg from 'pg';
import { Batch } from '../batch.ts';
import { type Answer, CommitUnknown } from '../queue.ts';
import { integer, type Row } from '../rows.ts';
import { ConnectionLost, type Work } from '../store.ts';
import { begin, commit, run, withClient } from './connection.ts';
import { find } from './find.ts';
import { patiently } from './patience.ts';
import { type Found, type Head, Snapshot } from './snapshot.ts';
import { BATCH } from './statements.ts';
import { type Write, writesOf } from './writes.ts';

/**
 * Commits batches, one after the other. Each is a transaction that locks the head before it reads anything, so
 * those of several instances come one after the other too, and there is no second lock to wait for in a circle.
 *
 * When the answer to a COMMIT is lost, the next attempt waits for the lock until the server is done with that
 * transaction, and then finds in `writer` whether it was committed.
 */
export class Writer {
  readonly #pool: pg.Pool;
  readonly #id: number;
  readonly #patienceMs: number;
  #batches = 0;

  /** @param id of this opening of the books, in the table `writer` */
  constructor(pool: pg.Pool, id: number, patienceMs: number) {
    this.#pool = pool;
    this.#id = id;
    this.#patienceMs = patienceMs;
  }

  /** @throws CommitUnknown when the server went away for good in the middle of the commit */
  async commit(works: readonly Work<unknown>[]): Promise<readonly Answer[]> {
    const transaction = new Transaction(works, this.#id, ++this.#batches);
    try {
      return await patiently(this.#patienceMs, () =>
        withClient(this.#pool, (client) => transaction.attempt(client)),
      );
    } catch (cause) {
      if (transaction.mayBeCommitted) throw new CommitUnknown(cause);
      throw cause;
    }
  }
}

/** One batch, attempted until its outcome is known. */
class Transaction {
  readonly #works: readonly Work<unknown>[];
  readonly #writer: number;
  readonly #number: number;
  /** The answers of an attempt that sent its COMMIT and has not heard what came of it. */
  #sent: readonly Answer[] | undefined;

  constructor(works: readonly Work<unknown>[], writer: number, number: number) {
    this.#works = works;
    this.#writer = writer;
    this.#number = number;
  }

  get mayBeCommitted(): boolean {
    return this.#sent !== undefined;
  }

  async attempt(client: pg.ClientBase): Promise<readonly Answer[]> {
    const snapshot = new Snapshot();
    decide(this.#works, snapshot);
    const [, head, nextExpiry, sent, found] = await Promise.all([
      begin(client),
      run(client, BATCH.lockHead),
      run(client, BATCH.nextExpiry),
      this.#findSent(client),
      find(client, snapshot.wanted),
    ]);
    if (sent !== undefined) {
      await commit(client);
      return sent;
    }
    this.#sent = undefined;
    const { batch, answers } = await decideFully(client, this.#works, snapshot, {
      head: headOf(head, nextExpiry),
      found,
    });
    if (batch.isEmpty) await commit(client);
    else await this.#write(client, writesOf(batch, snapshot), answers);
    return answers;
  }

  /** The answers of an earlier attempt, if it was committed after all. */
  async #findSent(client: pg.ClientBase): Promise<readonly Answer[] | undefined> {
    if (this.#sent === undefined) return undefined;
    const [row] = await run(client, BATCH.lastBatch, [this.#writer]);
    return row !== undefined && integer(row, 'last_batch') === BigInt(this.#number) ? this.#sent : undefined;
  }

  async #write(client: pg.ClientBase, writes: readonly Write[], answers: readonly Answer[]): Promise<void> {
    this.#sent = answers;
    try {
      await Promise.all([
        ...writes.map(({ statement, values }) => run(client, statement, values)),
        run(client, BATCH.setLastBatch, [this.#writer, this.#number]),
        commit(client),
      ]);
    } catch (error) {
      if (!isOutcomeUnknown(error)) this.#sent = undefined;
      throw error;
    }
  }
}

interface Decided {
  readonly batch: Batch;
  readonly answers: readonly Answer[];
}

/** Decides again until all that the works want has been found. */
async function decideFully(
  client: pg.ClientBase,
  works: readonly Work<unknown>[],
  snapshot: Snapshot,
  { head, found }: { readonly head: Head; readonly found: Found },
): Promise<Decided> {
  snapshot.take(head, found);
  let decided = decide(works, snapshot);
  while (!snapshot.wanted.isEmpty) {
    snapshot.take(head, await find(client, snapshot.wanted));
    decided = decide(works, snapshot);
  }
  return decided;
}

/** Does the works over what is loaded, and notes what they want besides. */
function decide(works: readonly Work<unknown>[], snapshot: Snapshot): Decided {
  const batch = new Batch(snapshot);
  const answers = works.map((work) => {
    const decideAndForesee: typeof work.decide = (loaded) => {
      const plan = work.decide(loaded);
      snapshot.foresee(plan);
      return plan;
    };
    return batch.run({ ...work, decide: decideAndForesee });
  });
  return { batch, answers };
}

function headOf([head]: readonly Row[], [pending]: readonly Row[]): Head {
  if (head === undefined) throw new Error('the books have no head');
  return {
    lastSequence: Number(integer(head, 'last_sequence')),
    lastMicros: Number(integer(head, 'last_micros')),
    lastAccount: integer(head, 'last_account'),
    nextExpiry: pending === undefined ? Number.POSITIVE_INFINITY : Number(integer(pending, 'expires_micros')),
  };
}

/** The connection was lost, or the server says that it does not know itself. */
function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof pg.DatabaseError && error.code === '40003');
}
