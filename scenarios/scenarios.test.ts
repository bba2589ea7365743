import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseScenario, runScenario } from '../src/scenario/index.ts';
import type { World, WorldOptions } from '../src/world.ts';
import { openTestWorld } from '../test/world.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

const PLACES: readonly (readonly [string, WorldOptions['place']])[] = [
  ['inside the process', { kind: 'in-process' }],
  ['over sockets', { kind: 'sockets', host: '127.0.0.1', port: 0 }],
];

describe.each(files)('%s', (file) => {
  let world: World;
  afterEach(() => world.close());

  it.each(PLACES)('tells the story of its transcript, %s', async (_place, place) => {
    const scenario = parseScenario(readFileSync(join(folder, file), 'utf8'), file);
    world = await openTestWorld({ place });
    const { transcript, broken } = await runScenario(scenario, world.origin, world.transport);
    expect(broken).toBeUndefined();
    await expect(transcript).toMatchFileSnapshot(join(folder, file.replace('.yaml', '.transcript.txt')));
  });
});
