import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  creditBalance,
  LedgerRefused,
  type Store,
  StoreClosed,
  type Transfer,
  type TransferResult,
  type Work,
} from '../../src/ledger/index.ts';
import { MAX_MINOR_UNITS } from '../../src/money/index.ts';
import { describeDocuments, order } from './documents.conformance.ts';
import { describeHistory } from './history.conformance.ts';
import { ACCOUNTS, pending, post, posted, work } from './postings.ts';

const NOW = 1_700_000_000_000;

/** What every store does alike. `open` gives an empty one. */
export function describeStore(name: string, open: () => Store | Promise<Store>): void {
  describe(name, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
      await store.commit(work(NOW, { accounts: ACCOUNTS, done: undefined }));
    });
    afterEach(() => store.close());

    describeCommits(() => store);
    describeBatches(() => store);
    describeNeighbours(() => store);
    describeBooks(() => store);
    describeOddText(() => store);
    describeListings(() => store);
    describeHistory(() => store);
    describeDocuments(() => store);

    it('does what was handed in before it closes, and nothing after', async () => {
      const last = store.commit(work(NOW, { done: 'done' }));
      await store.close();
      expect(await last).toBe('done');
      await expect(store.commit(work(NOW, { done: 'done' }))).rejects.toThrow(StoreClosed);
      await expect(store.account('bank')).rejects.toThrow(StoreClosed);
    });

    it('may be closed twice', async () => {
      await store.close();
      await expect(store.close()).resolves.toBeUndefined();
    });
  });
}

function describeCommits(store: () => Store): void {
  it('answers with the plan’s `done`, after accounts, transfers and documents are written', async () => {
    const answer = await store().commit(
      work(NOW, {
        accounts: [{ id: 'escrow:1', ledger: 'CNY', code: 'escrow' }],
        transfers: [posted('t', 'bank', 'escrow:1', 5n)],
        documents: [order('1', 'held')],
        done: 'held',
      }),
    );
    expect(answer).toBe('held');
    expect(await store().account('escrow:1')).toMatchObject({ creditsPosted: 5n });
    expect(await store().transfers({ limit: 10 })).toHaveLength(1);
    expect(await store().document('order', '1')).toEqual(order('1', 'held'));
  });

  it('answers with the plan’s `refused` and writes nothing when the ledger refuses', async () => {
    const answer = await store().commit(
      work<string | readonly TransferResult[]>(NOW, {
        accounts: [{ id: 'escrow:1', ledger: 'CNY', code: 'escrow' }],
        transfers: [posted('a', 'bank', 'escrow:1', 1n), posted('b', 'wallet', 'bank', 1n)],
        documents: [order('1', 'held')],
        done: 'held',
        refused: (results) => results,
      }),
    );
    expect(answer).toEqual(['linked_event_failed', 'exceeds_credits']);
    expect(await store().account('escrow:1')).toBeUndefined();
    expect(await store().transfers({ limit: 10 })).toEqual([]);
    expect(await store().document('order', '1')).toBeUndefined();
  });

  it('rejects with the ledger’s results when a plan has no `refused`', async () => {
    const refused = store().commit(
      work(NOW, { transfers: [posted('t', 'wallet', 'bank', 1n)], done: undefined }),
    );
    await expect(refused).rejects.toThrow(LedgerRefused);
    await expect(refused).rejects.toMatchObject({ results: ['exceeds_credits'] });
  });

  it('does a retried plan once and answers the same', async () => {
    const pay = work(NOW, { transfers: [posted('t', 'bank', 'wallet', 5n)], done: 'paid' });
    expect([await store().commit(pay), await store().commit(pay)]).toEqual(['paid', 'paid']);
    expect(await store().account('wallet')).toMatchObject({ creditsPosted: 5n });
  });

  it('hands a work the documents that it reads', async () => {
    await store().commit(work(NOW, { documents: [order('1', 'held')], done: undefined }));
    const found = await store().commit<unknown[]>({
      reads: [
        { kind: 'order', id: '1' },
        { kind: 'order', id: '2' },
      ],
      now: NOW,
      decide: (loaded) => ({ done: [loaded.get('order', '1'), loaded.get('order', '2')] }),
    });
    expect(found).toEqual([order('1', 'held'), undefined]);
  });

  it('rejects a work that asks for a document it did not say it reads', async () => {
    const undeclared = store().commit({
      reads: [],
      now: NOW,
      decide: (loaded) => ({ done: loaded.get('order', '1') }),
    });
    await expect(undeclared).rejects.toThrow(RangeError);
  });

  it('lets ledger time pass in a plan that moves nothing', async () => {
    const reserve = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
    await store().commit(work(NOW, { transfers: [reserve], done: undefined }));
    await store().commit(work(NOW + 999, { done: undefined }));
    expect(await store().account('till')).toMatchObject({ creditsPending: 5n });
    await store().commit(work(NOW + 1000, { done: undefined }));
    expect(await store().account('till')).toMatchObject({ creditsPending: 0n });
  });

  it('never takes an expiry back when the clock goes back', async () => {
    const reserve = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
    await store().commit(work(NOW, { transfers: [reserve], done: undefined }));
    await store().commit(work(NOW + 1000, { done: undefined }));
    const late = store().commit(work(NOW, { transfers: [post('x', 'p')], done: undefined }));
    await expect(late).rejects.toMatchObject({ results: ['pending_transfer_expired'] });
  });

  it('dates no row before an expiry', async () => {
    const reserve = pending('p', 'bank', 'till', 5n, { timeoutMs: 1000 });
    await store().commit(work(NOW, { transfers: [reserve], done: undefined }));
    await store().commit(work(NOW + 1000, { done: undefined }));
    await store().commit(work(NOW, { transfers: [posted('t', 'bank', 'till', 1n)], done: undefined }));
    const [row] = await store().transfers({ after: 1, limit: 1 });
    expect(row?.atMicros).toBe((NOW + 1000) * 1000 + 1);
  });
}

function describeBatches(store: () => Store): void {
  it('shows a work what the works before it in the same batch wrote', async () => {
    const count: Work<number> = {
      reads: [{ kind: 'counter', id: 'c' }],
      now: NOW,
      decide(loaded) {
        const next = Number(loaded.get('counter', 'c')?.body ?? 0) + 1;
        return { documents: [{ kind: 'counter', id: 'c', body: String(next) }], done: next };
      },
    };
    const counts = await Promise.all(Array.from({ length: 50 }, () => store().commit(count)));
    expect(counts).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('shows a work the money that came in the same batch', async () => {
    const answers = await Promise.all([
      store().commit(work(NOW, { transfers: [posted('in', 'bank', 'wallet', 5n)], done: 'in' })),
      store().commit(work(NOW, { transfers: [posted('out', 'wallet', 'till', 5n)], done: 'out' })),
    ]);
    expect(answers).toEqual(['in', 'out']);
    expect(await store().account('wallet')).toMatchObject({ debitsPosted: 5n, creditsPosted: 5n });
  });

  it('does many works that come at once, in their order', async () => {
    const ids = Array.from({ length: 2500 }, (_, i) => `t${i}`);
    await Promise.all(
      ids.map((id) => store().commit(work(NOW, { transfers: [posted(id, 'bank', 'till', 1n)], done: id }))),
    );
    const pages = [0, 1000, 2000].map((after) => store().transfers({ after, limit: 1000 }));
    expect((await Promise.all(pages)).flat().map(({ id }) => id)).toEqual(ids);
    expect(await store().account('till')).toMatchObject({ creditsPosted: 2500n });
  });

  it('shows a reader no half of a commit', async () => {
    const commits = Array.from({ length: 20 }, (_, i) =>
      store().commit(
        work(NOW, {
          transfers: [posted(`${i}/a`, 'bank', 'till', 1n), posted(`${i}/b`, 'till', 'bank', 1n)],
          done: undefined,
        }),
      ),
    );
    const rowCounts = await Promise.all(
      commits.map(async () => (await store().transfers({ limit: 1000 })).length),
    );
    await Promise.all(commits);
    expect(rowCounts.every((rows) => rows % 2 === 0)).toBe(true);
  });
}

function describeNeighbours(store: () => Store): void {
  it('keeps the neighbours of a work that throws or is refused', async () => {
    const answers = await Promise.allSettled([
      store().commit(work(NOW, { transfers: [posted('a', 'bank', 'till', 1n)], done: 'a' })),
      store().commit({ reads: [], now: NOW, decide: () => { throw new Error('a bug'); } }), // biome-ignore format: one line
      store().commit(work(NOW, { transfers: [posted('b', 'wallet', 'till', 1n)], done: 'b' })),
      store().commit(work(Number.NaN, { done: 'at no moment' })),
      store().commit(work(NOW, { documents: [{ ...order('\ud800', 'x') }], done: 'text that is none' })),
      store().commit(
        work(NOW, { documents: [{ ...order('1', 'x'), dueAt: 0.5 }], done: 'due at no moment' }),
      ),
      store().commit(work(NOW, { accounts: [{ id: 'bank', ledger: 'USD', code: 'custody' }], done: 'c' })),
      store().commit(work(NOW, { transfers: [posted('d', 'bank', 'till', 1n)], done: 'd' })),
    ]);
    const kept = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'rejected'));
    expect(kept).toEqual(['a', ...Array(6).fill('rejected'), 'd']);
    expect((await store().transfers({ limit: 10 })).map(({ id }) => id)).toEqual(['a', 'd']);
  });

  it('refuses a chain that is too long by name, and keeps its neighbours', async () => {
    const long = Array.from({ length: 8_190 }, (_, i) => posted(`l${i}`, 'bank', 'till', 1n));
    const answers = await Promise.all([
      store().commit(work(NOW, { transfers: [posted('a', 'bank', 'till', 1n)], done: 'a' })),
      store().commit(
        work<unknown>(NOW, { transfers: long, done: 'long', refused: (results) => [...new Set(results)] }),
      ),
      store().commit(work(NOW, { transfers: [posted('b', 'bank', 'till', 1n)], done: 'b' })),
    ]);
    expect(answers).toEqual(['a', ['chain_too_long'], 'b']);
    expect((await store().transfers({ limit: 10 })).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('hides a document of a refused work from the works after it', async () => {
    const [, seen] = await Promise.all([
      store().commit(
        work(NOW, {
          transfers: [posted('t', 'wallet', 'till', 1n)],
          documents: [order('1', 'paid')],
          done: 'paid',
          refused: () => 'refused',
        }),
      ),
      store().commit({
        reads: [{ kind: 'order', id: '1' }],
        now: NOW,
        decide: (loaded) => ({ done: loaded.get('order', '1') }),
      }),
    ]);
    expect(seen).toBeUndefined();
  });
}

function describeBooks(store: () => Store): void {
  it('keeps amounts exact beyond 2^53', async () => {
    const amount = 2n ** 53n + 1n;
    await store().commit(work(NOW, { transfers: [posted('t', 'bank', 'till', amount)], done: undefined }));
    await store().commit(
      work(NOW, { transfers: [posted('u', 'bank', 'till', MAX_MINOR_UNITS - amount)], done: undefined }),
    );
    expect(await store().account('till')).toMatchObject({ creditsPosted: MAX_MINOR_UNITS });
    expect((await store().transfers({ limit: 1 }))[0]?.amount).toBe(amount);
  });

  it('gives back rows with all that was said', async () => {
    const all = [
      posted('a', 'bank', 'wallet', 9n, { order: 'ord_1', code: 'payment' }),
      pending('b', 'wallet', 'till', 5n, { timeoutMs: 60_000, code: 'payout' }),
      post('c', 'b', { amount: 2n, order: 'ord_2' }),
    ];
    await store().commit(work(NOW, { transfers: all, done: undefined }));
    const atMicros = NOW * 1000;
    expect(await store().transfers({ limit: 10 })).toStrictEqual([
      { ...all[0], sequence: 1, atMicros },
      { ...all[1], sequence: 2, atMicros: atMicros + 1 },
      { ...all[2], debit: 'wallet', credit: 'till', ledger: 'CNY', sequence: 3, atMicros: atMicros + 2 },
    ]);
  });

  it('gives back accounts with all that was said, by id', async () => {
    const empty = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n };
    const byId = [...ACCOUNTS].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await store().accounts()).toStrictEqual(byId.map((spec) => ({ ...spec, ...empty })));
  });

  it('has as the balance of an account what was credited, less what was debited', async () => {
    const transfers = [posted('in', 'bank', 'wallet', 9n), posted('out', 'wallet', 'till', 4n)];
    await store().commit(work(NOW, { transfers, done: undefined }));
    const wallet = await store().account('wallet');
    expect(wallet && creditBalance(wallet)).toBe(5n);
  });

  it('knows no account that was never opened', async () => {
    expect(await store().account('nobody')).toBeUndefined();
  });
}

function describeOddText(store: () => Store): void {
  it('takes ids for names and not for anything else', async () => {
    const ids = [
      '__proto__',
      'constructor',
      "'; DROP TABLE transfer; --",
      '%',
      '订单/壹',
      '🧾',
      ' ',
      '0',
      '00',
    ];
    const accounts = ids.map((id) => ({ id: `escrow:${id}`, ledger: 'CNY', code: 'escrow' }) as const);
    const transfers = ids.map((id, i) => posted(id, 'bank', `escrow:${id}`, BigInt(i + 1)));
    const documents = ids.map((id) => ({ kind: id, id, body: id, owner: id }));
    await store().commit(work(NOW, { accounts, transfers, documents, done: undefined }));
    expect((await store().transfers({ limit: 100 })).map(({ id }) => id)).toEqual(ids);
    for (const [i, id] of ids.entries()) {
      const account = await store().account(`escrow:${id}`);
      expect(account && creditBalance(account)).toBe(BigInt(i + 1));
      expect(await store().document(id, id)).toEqual({ kind: id, id, body: id, owner: id });
    }
  });

  it('never takes malformed text for the id of something else', async () => {
    const replaced = '\ufffd';
    await store().commit(
      work(NOW, {
        accounts: [{ id: replaced, ledger: 'CNY', code: 'escrow' }],
        transfers: [pending(replaced, 'bank', replaced, 1n)],
        documents: [{ kind: 'order', id: replaced, body: '{}' }],
        done: undefined,
      }),
    );
    const refused = async (transfer: Transfer) => {
      const refusal = {
        transfers: [transfer],
        done: [],
        refused: (results: readonly TransferResult[]) => results,
      };
      return store().commit(work<readonly TransferResult[]>(NOW, refusal));
    };
    expect(await store().account('\ud800')).toBeUndefined();
    expect(await store().document('order', '\ud800')).toBeUndefined();
    expect(await refused(posted('t', 'bank', '\ud800', 1n))).toEqual(['credit_account_not_found']);
    expect(await refused(post('t', '\ud800'))).toEqual(['pending_transfer_not_found']);
  });
}

function describeListings(store: () => Store): void {
  it.each([
    ['all', {}, ['a', 'b', 'c', 'd']],
    ['of an order', { order: 'ord_1' }, ['a', 'c']],
    ['of an account, on either side', { account: 'till' }, ['b', 'c']],
    ['of an order and an account', { order: 'ord_1', account: 'till' }, ['c']],
    ['after a row', { after: 2 }, ['c', 'd']],
    ['of an account after a row', { account: 'till', after: 2 }, ['c']],
    ['of an order after a row', { order: 'ord_1', after: 2 }, ['c']],
    ['of an unknown account', { account: 'nobody' }, []],
    ['of an unknown order', { order: 'nothing' }, []],
  ])('lists transfers: %s', async (_, filter, ids) => {
    await store().commit(
      work(NOW, {
        transfers: [
          posted('a', 'bank', 'wallet', 5n, { order: 'ord_1' }),
          posted('b', 'bank', 'till', 1n),
          posted('c', 'till', 'bank', 1n, { order: 'ord_1' }),
          posted('d', 'bank', 'wallet', 1n, { order: 'ord_2' }),
        ],
        done: undefined,
      }),
    );
    expect((await store().transfers({ ...filter, limit: 10 })).map(({ id }) => id)).toEqual(ids);
    expect((await store().transfers({ ...filter, limit: 1 })).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  it.each([0, -1, 1001, 1.5, Number.NaN])('refuses a page of %d', async (limit) => {
    await expect(store().transfers({ limit })).rejects.toThrow(
      new RangeError(`a limit is 1 to 1,000, not ${limit}`),
    );
    await expect(store().history({ limit })).rejects.toThrow(RangeError);
    await expect(store().documents({ kind: 'order', limit })).rejects.toThrow(RangeError);
    await expect(store().due('order', NOW, limit)).rejects.toThrow(RangeError);
  });
}
