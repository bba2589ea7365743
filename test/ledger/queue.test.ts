import { describe, expect, it } from 'vitest';
import {
  type Answer,
  CommitFailed,
  CommitUnknown,
  StoreClosed,
  WriterQueue,
} from '../../src/ledger/queue.ts';
import type { Work } from '../../src/ledger/store.ts';
import { work } from './postings.ts';

/** A queue over a writer that notes the size of each batch and takes its time. */
function slowQueue(): { queue: WriterQueue; batchSizes: number[]; failNext: (error: unknown) => void } {
  const batchSizes: number[] = [];
  let failure: { error: unknown } | undefined;
  const queue = new WriterQueue(async (works: readonly Work<unknown>[]): Promise<Answer[]> => {
    batchSizes.push(works.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const failed = failure;
    failure = undefined;
    if (failed !== undefined) throw failed.error;
    return works.map(({ now }) => (now < 0 ? { ok: false, error: 'negative' } : { ok: true, value: now }));
  });
  return {
    queue,
    batchSizes,
    failNext(error) {
      failure = { error };
    },
  };
}

const numbered = (n: number): Work<unknown> => work<unknown>(n, { done: n });

function submitAll(queue: WriterQueue, count: number): Promise<unknown[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => queue.submit(numbered(i))));
}

describe('the writer queue', () => {
  it('commits one work at once when idle', async () => {
    const { queue, batchSizes } = slowQueue();
    await queue.submit(numbered(1));
    expect(batchSizes).toEqual([1]);
  });

  it('takes what gathered during a commit as one batch', async () => {
    const { queue, batchSizes } = slowQueue();
    const first = queue.submit(numbered(0));
    await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, submitAll(queue, 7)]);
    expect(batchSizes).toEqual([1, 7]);
  });

  it('takes at most a thousand works at a time', async () => {
    const { queue, batchSizes } = slowQueue();
    await submitAll(queue, 2300);
    expect(batchSizes).toEqual([1000, 1000, 300]);
  });

  it('gives each work its own answer', async () => {
    const { queue } = slowQueue();
    expect(await submitAll(queue, 1500)).toEqual(Array.from({ length: 1500 }, (_, i) => i));
  });

  it('fails the work whose answer is an error, and not its neighbours', async () => {
    const { queue } = slowQueue();
    const answers = await Promise.allSettled([1, -1, 2].map((n) => queue.submit(numbered(n))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails every work of a batch that could not be committed, and says why', async () => {
    const { queue, failNext } = slowQueue();
    const diskFull = new Error('disk full');
    failNext(diskFull);
    const answers = await Promise.allSettled([1, 2].map((n) => queue.submit(numbered(n))));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { cause: diskFull } });
      expect(answer).toMatchObject({ reason: expect.any(CommitFailed) });
    }
  });

  it('says of works whose commit nobody knows the end of that it is not known', async () => {
    const { queue, failNext } = slowQueue();
    const gone = new Error('gone');
    failNext(new CommitUnknown(gone));
    const answer = queue.submit(numbered(1));
    await expect(answer).rejects.toThrow(CommitUnknown);
    await expect(answer).rejects.toMatchObject({
      message: 'it is not known whether this was written: gone',
      cause: gone,
    });
  });

  it('answers every work of a batch that got too few answers', async () => {
    const queue = new WriterQueue(() => [{ ok: true, value: 1 }]);
    const answers = await Promise.allSettled([1, 2, 3].map((n) => queue.submit(numbered(n))));
    const failed = { status: 'rejected', reason: { message: 'nothing was written: 3 works got 1 answers' } };
    expect(answers).toMatchObject([{ value: 1 }, failed, failed]);
  });

  it('goes on after a commit that failed', async () => {
    const { queue, failNext } = slowQueue();
    failNext(new Error('disk full'));
    await expect(queue.submit(numbered(1))).rejects.toThrow('disk full');
    expect(await queue.submit(numbered(2))).toBe(2);
  });

  it('finishes what was handed in before it closes', async () => {
    const { queue } = slowQueue();
    const all = submitAll(queue, 1200);
    await queue.close();
    await expect(all).resolves.toHaveLength(1200);
  });

  it('takes nothing once it is closed', async () => {
    const { queue } = slowQueue();
    await queue.close();
    await expect(queue.submit(numbered(1))).rejects.toThrow(new StoreClosed());
    expect(new StoreClosed().message).toBe('the store is closed');
  });
});
