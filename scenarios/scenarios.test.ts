import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ownTheatre,
  parseScenario,
  runScenario,
  type ScenarioFile,
  transcriptOf,
  type Vocabulary,
} from '../src/scenario/index.ts';
import type { World, WorldOptions } from '../src/world.ts';
import { ownVocabulary } from '../test/scenario/schema-file.ts';
import { openTestWorld, START } from '../test/world.ts';

const folder = import.meta.dirname;
const files = globSync('**/*.yaml', { cwd: folder }).sort();

/** Sockets take longer, and tell the same story: a few of each provider show it. */
const OVER_SOCKETS = ['alipay-lost-and-doubled.yaml', 'wechatpay-probed-and-lost.yaml'];

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

describe('the transcript of', () => {
  let world: World;
  afterEach(() => world?.close());

  function read(file: string): ScenarioFile {
    const parsed = parseScenario(readFileSync(join(folder, file), 'utf8'), file, {
      vocabulary,
      start: START,
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.flaws, null, 2));
    return parsed.value;
  }

  async function play(file: string, place: WorldOptions['place']): Promise<void> {
    const { scenario } = read(file);
    world = await openTestWorld({ place });
    const run = await runScenario(scenario, ownTheatre(world.origin, world.transport));
    const transcript = transcriptOf(run);
    expect(run.failure, transcript).toBeUndefined();
    await expect(transcript).toMatchFileSnapshot(join(folder, file.replace('.yaml', '.transcript.txt')));
  }

  it.each(files)('%s is told again', (file) => play(file, { kind: 'in-process' }));

  it.each(OVER_SOCKETS)('%s is told again over sockets', (file) =>
    play(file, { kind: 'sockets', host: '127.0.0.1', port: 0 }),
  );
});
