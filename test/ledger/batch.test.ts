import { describe, expect, it } from 'vitest';
import { Batch, type Committed } from '../../src/ledger/batch.ts';
import { Books, LedgerRefused, type Plan } from '../../src/ledger/index.ts';
import { ACCOUNTS, pending, posted, work } from './postings.ts';

const NOW = 1_700_000_000_000;

/** Books in which the accounts are open, and a reservation that ends in a second. */
function committed(): Committed {
  const reserve = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
  const batch = new Batch({ ...emptiness(new Books()) });
  batch.run(work(NOW, { accounts: ACCOUNTS, transfers: [reserve], done: undefined }));
  return emptiness(batch.books);
}

/** These books, with no document beside them. */
function emptiness(books: Books): Committed {
  const { lastSequence, lastMicros } = books;
  return {
    account: (id) => books.account(id),
    transfer: (id) => books.transfer(id),
    pending: (id) => books.pending(id),
    due: (untilMicros) => books.due(untilMicros),
    document: () => undefined,
    lastSequence,
    lastMicros,
  };
}

function batchAfter(now: number, plan: Plan<unknown>): Batch {
  const batch = new Batch(committed());
  batch.run(work(now, plan));
  return batch;
}

describe('a batch has something to write', () => {
  it.each<[string, number, Plan<unknown>]>([
    ['when a document was changed', NOW, { documents: [{ kind: 'order', id: '1', body: '{}' }], done: 1 }],
    [
      'when an account was opened',
      NOW,
      { accounts: [{ id: 'new', ledger: 'CNY', code: 'escrow' }], done: 1 },
    ],
    ['when money moved', NOW, { transfers: [posted('t', 'bank', 'till', 1n)], done: 1 }],
    ['when a reservation ran out', NOW + 1000, { done: 1 }],
  ])('%s', (_, now, plan) => {
    expect(batchAfter(now, plan).isEmpty).toBe(false);
  });

  it.each<[string, Plan<unknown>]>([
    ['of a plan of nothing', { done: 1 }],
    ['of what is there already', { accounts: ACCOUNTS, done: 1 }],
    ['of what was refused', { transfers: [posted('t', 'wallet', 'till', 1n)], done: 1 }],
  ])('but not %s', (_, plan) => {
    expect(batchAfter(NOW, plan).isEmpty).toBe(true);
  });
});

describe('a work that is wrong hears why:', () => {
  it.each<[string, Plan<unknown>, Error]>([
    [
      'refused by the ledger',
      { transfers: [posted('t', 'bank', 'till', 1n), posted('u', 'wallet', 'till', 1n)], done: 1 },
      new LedgerRefused(['linked_event_failed', 'exceeds_credits']),
    ],
    [
      'a document of malformed text',
      { documents: [{ kind: 'order', id: '1', body: '\ud800' }], done: 1 },
      new RangeError('document ["order","1"] has malformed text'),
    ],
    [
      'a document that is due at no moment',
      { documents: [{ kind: 'order', id: '1', body: '{}', dueAt: 0.5 }], done: 1 },
      new RangeError('document ["order","1"] is due at no moment: 0.5'),
    ],
  ])('%s', (_, plan, error) => {
    expect(new Batch(committed()).run(work(NOW, plan))).toEqual({ ok: false, error });
  });

  it('one that asks for what it did not say it reads', () => {
    const answer = new Batch(committed()).run({
      reads: [],
      now: NOW,
      decide: (loaded) => ({ done: loaded.get('order', '1') }),
    });
    const error = new RangeError('the work did not say that it reads ["order","1"]');
    expect(answer).toEqual({ ok: false, error });
  });

  it('and the ledger’s refusal is told in words', () => {
    expect(new LedgerRefused(['exists', 'exceeds_credits']).message).toBe(
      'the ledger refused: exists, exceeds_credits',
    );
  });
});
