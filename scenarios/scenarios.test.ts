import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import {
  ownTheatre,
  parseScenario,
  runScenario,
  type Scenario,
  startOf,
  transcriptOf,
  type Vocabulary,
} from '../src/scenario/index.ts';
import type { WorldOptions } from '../src/world.ts';
import { CLI } from '../test/program.ts';
import { ownVocabulary } from '../test/scenario/schema-file.ts';
import { openTestWorld, START } from '../test/world.ts';

const folder = import.meta.dirname;
const files = globSync('**/*.{yaml,yml}', { cwd: folder }).sort();

/** Sockets take longer, and tell the same story: a few show it. */
const OVER_SOCKETS = [
  'notifications/lost-and-doubled.yaml',
  'notifications/probed-and-lost.yaml',
  'paying/paid-twice.yaml',
];

/** Here and in the other process, hours apart whichever zone the machine is in. */
const ZONES = { here: 'Pacific/Auckland', there: 'America/St_Johns' };

let vocabulary: Vocabulary;
beforeAll(async () => {
  vi.stubEnv('TZ', ZONES.here);
  vocabulary = await ownVocabulary();
});

function read(file: string): Scenario {
  const parsed = parseScenario(readFileSync(join(folder, file), 'utf8'), file, { vocabulary, start: START });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.flaws, null, 2));
  return parsed.value.scenario;
}

async function tell(file: string, place: WorldOptions['place']): Promise<string> {
  const scenario = read(file);
  const world = await openTestWorld({ place, time: { kind: 'virtual', start: startOf(scenario) ?? START } });
  try {
    const run = await runScenario(scenario, ownTheatre(world.origin, world.transport));
    const transcript = transcriptOf(run);
    expect(run.failure, transcript).toBeUndefined();
    return transcript;
  } finally {
    await world.close();
  }
}

const transcripts = new Map<string, string>();

it.each(files)('%s tells the story of its transcript', async (file) => {
  const transcript = await tell(file, { kind: 'in-process' });
  transcripts.set(file, transcript);
  await expect(transcript).toMatchFileSnapshot(join(folder, file.replace(/\.ya?ml$/, '.transcript.txt')));
});

it.each(OVER_SOCKETS)('%s tells the same story over sockets', async (file) => {
  const transcript = await tell(file, { kind: 'sockets', host: '127.0.0.1', port: 0 });
  expect(transcript).toBe(transcripts.get(file) ?? (await tell(file, { kind: 'in-process' })));
});

it('played again by another process the stories are the same: in another order, time zone and seed', async () => {
  const reversed = files.toReversed();
  expect(new Date(START).getHours()).toBe(17);
  const options = { env: { ...process.env, TZ: ZONES.there } };
  const arguments_ = ['replay', '--story', '--seed', '7', ...reversed.map((file) => join(folder, file))];
  const child = spawn(process.execPath, [CLI, ...arguments_], options);
  const told = (await child.stdout.toArray()).join('');
  let from = 0;
  for (const file of reversed) {
    const transcript = transcripts.get(file) ?? (await tell(file, { kind: 'in-process' }));
    from = told.indexOf(transcript, from);
    expect(from, `${file} is told otherwise`).toBeGreaterThanOrEqual(0);
  }
});
