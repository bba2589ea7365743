/**
 * Writes to the sandbox's file in its first argument until it is killed, and prints each number once it is
 * written: a transaction of two documents and a setting, and a document that is put by itself under a new key.
 */

import { writeSync } from 'node:fs';
import { SandboxStore } from '../../src/sandbox/index.ts';

const [path = '', first = '1'] = process.argv.slice(2);
const store = new SandboxStore(path);
const keys = ({ n }: { n: number }) => ({ number: `${n}` });
const trades = store.collection<{ n: number }>('trade', { keys });
const refunds = store.collection<{ n: number }>('refund', { keys });
const counter = store.collection<{ n: number }>('counter', { keys });

for (let n = Number(first); ; n += 1) {
  store.transaction(() => {
    trades.put(`${n}`, { n });
    refunds.put(`${n}`, { n });
    store.setSetting('last', `${n}`);
  });
  counter.put('only', { n });
  writeSync(1, `${n}\n`);
}
