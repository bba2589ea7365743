import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { SandboxStore } from '../../src/sandbox/index.ts';
import { newFolder } from './folder.ts';

interface Trade {
  readonly order: string;
}

function open() {
  const path = join(newFolder(), 'sandbox.db');
  const store = new SandboxStore(path);
  const trades = store.collection<Trade>('trade');
  const elsewhere = new DatabaseSync(path, { readOnly: true });
  const count = elsewhere.prepare('SELECT count(*) AS count FROM document');
  return { store, trades, committed: () => count.get()?.count };
}

describe('a group commit', () => {
  it('gives each its own result', async () => {
    const { store } = open();
    expect(await Promise.all([store.groupCommit(() => 'a'), store.groupCommit(() => 'b')])).toEqual([
      'a',
      'b',
    ]);
  });

  it('commits all of a turn of the event loop at once', async () => {
    const { store, trades, committed } = open();
    const first = store.groupCommit(() => trades.put('1', { order: 'A' }));
    const second = store.groupCommit(() => {
      trades.put('2', { order: 'B' });
      return committed();
    });
    await first;
    expect([await second, committed()]).toEqual([0, 2]);
  });

  it('shows each what those before it wrote', async () => {
    const { store, trades } = open();
    void store.groupCommit(() => trades.put('1', { order: 'A' }));
    expect(await store.groupCommit(() => trades.get('1'))).toEqual({ order: 'A' });
  });

  it('leaves no trace of one that throws, and does its neighbours', async () => {
    const { store, trades } = open();
    const outcomes = await Promise.allSettled([
      store.groupCommit(() => trades.put('1', { order: 'A' })),
      store.groupCommit(() => {
        trades.put('2', { order: 'B' });
        throw new Error('refused');
      }),
      store.groupCommit(() => trades.put('3', { order: 'C' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(trades.list()).toEqual([{ order: 'A' }, { order: 'C' }]);
  });

  it('does none of them when SQLite gives up the transaction, as it may when the disk is full', async () => {
    const { store, trades } = open();
    const outcomes = await Promise.allSettled([
      store.groupCommit(() => trades.put('1', { order: 'A' })),
      store.groupCommit(() => {
        store.prepare('ROLLBACK').run();
        throw new Error('database or disk is full');
      }),
      store.groupCommit(() => trades.put('3', { order: 'C' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(trades.list()).toEqual([]);
  });

  it('tells all when nothing could be committed', async () => {
    const { store } = open();
    const outcomes = Promise.allSettled([store.groupCommit(() => 'a'), store.groupCommit(() => 'b')]);
    store.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
