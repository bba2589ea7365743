import { expect, it } from 'vitest';
import type { Document, Store } from '../../src/ledger/index.ts';
import { work } from './postings.ts';

const NOW = 1_700_000_000_000;

/** How every store keeps and finds what is beside the ledger. */
export function describeDocuments(store: () => Store): void {
  async function keep(...documents: Document[]): Promise<void> {
    await store().commit(work(NOW, { documents, done: undefined }));
  }

  it('replaces a document as a whole', async () => {
    await keep({ ...order('1', 'held'), dueAt: NOW, owner: 'sel_1' });
    await keep(order('1', 'closed'));
    expect(await store().document('order', '1')).toEqual(order('1', 'closed'));
    expect(await store().nextDue('order')).toBeUndefined();
    expect(await store().documents({ kind: 'order', owner: 'sel_1', limit: 10 })).toEqual([]);
  });

  it('keeps documents of different kinds under one id apart', async () => {
    await keep(order('1', 'an order'), { kind: 'seller', id: '1', body: 'a seller' });
    expect(await store().document('seller', '1')).toMatchObject({ body: 'a seller' });
    expect(await store().documents({ kind: 'order', limit: 10 })).toEqual([order('1', 'an order')]);
  });

  it('lists documents by id, in the order of their code points', async () => {
    await keep(...['b', '🧾', 'B', '\uff21', 'a', '10', '9'].map((id) => order(id, 'x')));
    const ids = (await store().documents({ kind: 'order', limit: 10 })).map(({ id }) => id);
    expect(ids).toEqual(['10', '9', 'B', 'a', 'b', '\uff21', '🧾']);
  });

  it('lists an owner’s documents, page by page', async () => {
    await keep(
      ...['1', '2', '3', '4'].map((id) => ({ ...order(id, 'x'), owner: id === '2' ? 'sel_2' : 'sel_1' })),
    );
    const page = async (after: string | undefined) => {
      const filter = { kind: 'order', owner: 'sel_1', limit: 2, ...(after === undefined ? {} : { after }) };
      return (await store().documents(filter)).map(({ id }) => id);
    };
    expect([await page(undefined), await page('3'), await page('4')]).toEqual([['1', '3'], ['4'], []]);
  });

  it('lists documents of all owners, and of none', async () => {
    await keep({ ...order('1', 'x'), owner: 'sel_1' }, order('2', 'x'), {
      ...order('3', 'x'),
      owner: 'sel_2',
    });
    const ids = (await store().documents({ kind: 'order', limit: 10 })).map(({ id }) => id);
    expect(ids).toEqual(['1', '2', '3']);
  });

  it('gives back a document with all that was said, and no more', async () => {
    const whole = { ...order('1', 'x'), dueAt: NOW, owner: 'sel_1' };
    await keep(whole, order('2', 'x'));
    expect(await store().document('order', '1')).toStrictEqual(whole);
    expect(await store().document('order', '2')).toStrictEqual(order('2', 'x'));
  });

  it('finds what is due, earliest first and ties by id', async () => {
    await keep(
      { ...order('late', 'x'), dueAt: NOW + 1 },
      { ...order('b', 'x'), dueAt: NOW },
      { ...order('a', 'x'), dueAt: NOW },
      { ...order('early', 'x'), dueAt: NOW - 5 },
      order('never', 'x'),
      order('0', 'never, either'),
      { kind: 'seller', id: 'other', body: 'x', dueAt: NOW - 9 },
    );
    const due = async (limit: number) => (await store().due('order', NOW, limit)).map(({ id }) => id);
    expect(await due(10)).toEqual(['early', 'a', 'b']);
    expect(await due(2)).toEqual(['early', 'a']);
    expect(await store().nextDue('order')).toBe(NOW - 5);
    expect(await store().nextDue('refund')).toBeUndefined();
  });
}

export function order(id: string, body: string): Document {
  return { kind: 'order', id, body };
}
