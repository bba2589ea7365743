import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import {
  CALLS,
  type Mapping,
  missingFor,
  ownTheatre,
  parseScenario,
  runScenario,
  startOf,
  type Vocabulary,
} from '../../src/scenario/index.ts';
import { openTestWorld, START } from '../world.ts';
import { ownVocabulary } from './schema-file.ts';

const folder = join(import.meta.dirname, '../../scenarios');
const files = globSync('**/*.yaml', { cwd: folder }).sort();

/** What a system may do without, and yet be played against. */
const SPARE = ['open_seller', 'open_order', 'read_order', 'read_accounts'];

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

function without(call: string): Mapping {
  const calls = Object.entries(CALLS).filter(([name]) => name !== call);
  return {
    name: 'All but one',
    origin: 'http://app.test',
    amounts: 'fen',
    channels: {},
    // biome-ignore lint/suspicious/noExplicitAny: one of its calls is missing, and may be one that no mapping lacks
    calls: Object.fromEntries(calls.map(([name, request]) => [name, { request }])) as any,
  };
}

it.each(files)('%s says of every call that it makes that it needs it', async (file) => {
  const parsed = parseScenario(readFileSync(join(folder, file), 'utf8'), file, { vocabulary, start: START });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.flaws));
  const { scenario } = parsed.value;
  const asked = new Set<string>();
  const world = await openTestWorld({ time: { kind: 'virtual', start: startOf(scenario) ?? START } });
  const theatre = ownTheatre(world.origin, world.transport);
  const { ask } = theatre.target;
  await runScenario(scenario, {
    ...theatre,
    target: {
      ask: (call, given) => {
        asked.add(call);
        return ask(call, given);
      },
    },
  });
  await world.close();
  expect(asked.size).toBeGreaterThan(0);
  for (const call of asked) {
    if (!SPARE.includes(call)) expect(missingFor(scenario, without(call))).toContain(call);
  }
});
