import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SandboxStore } from '../../src/sandbox/index.ts';
import { newFolder } from './folder.ts';

describe('SandboxStore', () => {
  it('keeps settings', () => {
    const store = new SandboxStore(':memory:');
    store.setSetting('boots', '1');
    store.setSetting('boots', '2');
    expect(store.setting('boots')).toBe('2');
    expect(store.setting('never set')).toBeUndefined();
  });

  it('counts each series by itself', () => {
    const store = new SandboxStore(':memory:');
    expect(['a', 'a', 'b', 'a'].map((series) => store.nextNumber(series))).toEqual([1, 2, 1, 3]);
  });

  it('has everything again when its file is opened again', () => {
    const path = join(newFolder(), 'sandbox.db');
    const before = new SandboxStore(path);
    before
      .collection<{ order: string }>('trade', { keys: ({ order }) => ({ order }) })
      .put('1', { order: '寄' });
    before.setSetting('boots', '1');
    before.nextNumber('faults');
    before.close();

    const after = new SandboxStore(path);
    expect(after.collection('trade').find('order', '寄')).toEqual([{ order: '寄' }]);
    expect(after.setting('boots')).toBe('1');
    expect(after.nextNumber('faults')).toBe(2);
    after.close();
  });
});

describe('a transaction', () => {
  interface Trade {
    readonly order: string;
  }
  function open() {
    const store = new SandboxStore(':memory:');
    const trades = store.collection<Trade>('trade', { keys: ({ order }) => ({ order }) });
    return { store, trades };
  }

  it('writes all of it, and gives its result', () => {
    const { store, trades } = open();
    const result = store.transaction(() => {
      trades.put('1', { order: 'A' });
      trades.put('2', { order: 'A' });
      return 'done';
    });
    expect(result).toBe('done');
    expect(trades.find('order', 'A')).toHaveLength(2);
  });

  it('writes nothing when it throws, neither documents nor keys nor settings', () => {
    const { store, trades } = open();
    trades.put('1', { order: 'A' });
    const failing = () =>
      store.transaction(() => {
        trades.put('1', { order: 'B' });
        trades.put('2', { order: 'C' });
        trades.delete('1');
        store.setSetting('sequence', '1');
        throw new Error('no funds');
      });
    expect(failing).toThrow('no funds');
    expect(trades.list()).toEqual([{ order: 'A' }]);
    expect(trades.find('order', 'A')).toEqual([{ order: 'A' }]);
    expect([...trades.find('order', 'B'), ...trades.find('order', 'C')]).toEqual([]);
    expect(store.setting('sequence')).toBeUndefined();
  });

  it('can follow one that threw', () => {
    const { store, trades } = open();
    expect(() =>
      store.transaction(() => {
        throw new Error('no funds');
      }),
    ).toThrow('no funds');
    store.transaction(() => trades.put('1', { order: 'A' }));
    expect(trades.list()).toHaveLength(1);
  });

  it('gives up what was written by one inside it, when it is given up', () => {
    const { store, trades } = open();
    const failing = () =>
      store.transaction(() => {
        store.transaction(() => trades.put('1', { order: 'A' }));
        throw new Error('no funds');
      });
    expect(failing).toThrow('no funds');
    expect(trades.list()).toEqual([]);
  });

  it('stands when one inside it throws and it goes on', () => {
    const { store, trades } = open();
    store.transaction(() => {
      trades.put('1', { order: 'A' });
      const inner = () =>
        store.transaction(() => {
          trades.put('1', { order: 'B' });
          throw new Error('no funds');
        });
      expect(inner).toThrow('no funds');
    });
    expect(trades.list()).toEqual([{ order: 'A' }]);
    expect(trades.find('order', 'A')).toHaveLength(1);
  });

  it('says why it failed when the disk is full, and writes nothing', () => {
    const { store, trades } = open();
    const { page_count: pages } = store.prepare('PRAGMA page_count').get() ?? {};
    store.prepare(`PRAGMA max_page_count = ${Number(pages) + 2}`).get();
    const filling = () =>
      store.transaction(() => {
        for (let n = 0; n < 10; n += 1) trades.put(`${n}`, { order: 'A'.repeat(10_000) });
      });
    expect(filling).toThrow('full');
    expect(trades.list()).toEqual([]);
  });
});
