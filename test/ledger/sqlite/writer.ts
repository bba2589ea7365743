/**
 * Commits to the file in its first argument, many works at a time, until it is killed. Each work is a chain
 * of two transfers and a document, and its number is printed once it is acknowledged. What the store says
 * when it cannot write is printed too, and the writer goes on.
 */

import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitFailed } from '../../../src/ledger/index.ts';
import { openSqliteStore } from '../../../src/ledger/sqlite/index.ts';
import { numbered } from '../postings.ts';

const [path = '', first = '1'] = process.argv.slice(2);
const say = (line: string | number) => writeSync(1, `${line}\n`);

say('opening');
const store = openSqliteStore(path);
let next = Number(first);

async function commitOne(): Promise<void> {
  say(await store.commit(numbered(next++)));
}

async function outliveFailure(error: unknown): Promise<void> {
  if (!(error instanceof CommitFailed)) throw error;
  say(error.message);
  await sleep(20);
}

/** Up to seven works share a commit. */
await Promise.all(
  Array.from({ length: 7 }, async () => {
    for (;;) await commitOne().catch(outliveFailure);
  }),
);
