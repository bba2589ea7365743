import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SandboxStore } from '../../src/sandbox/index.ts';
import { newFolder } from './folder.ts';

const WRITER = fileURLToPath(import.meta.resolve('./writer.ts'));

/** Runs the writer, and kills it once it has written so many. @returns the last number it said it had written */
async function killAfter(count: number, path: string, first: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit');
  let last = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last === first + count - 1) writer.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return last;
}

it('a killed process leaves whole transactions, whole documents, and all that it said it had written', async () => {
  const path = join(newFolder(), 'sandbox.db');
  let said = 0;
  for (const count of [1, 20, 101, 7, 333, 2]) {
    said = await killAfter(count, path, said + 2);

    const store = new SandboxStore(path);
    const last = Number(store.setting('last'));
    expect(last === said || last === said + 1).toBe(true);
    const [trades, refunds] = [store.collection('trade'), store.collection('refund')];
    expect(trades.list()).toEqual(refunds.list());
    for (const n of [said, last]) expect(trades.find('number', `${n}`)).toEqual([{ n }]);
    expect(trades.get(`${last + 1}`)).toBeUndefined();

    const [counted] = store.collection<{ n: number }>('counter').list();
    const keys = store.prepare("SELECT value FROM document_key WHERE collection = 'counter'").all();
    expect(keys).toEqual([{ value: `${counted?.n}` }]);
    store.close();
  }
});
