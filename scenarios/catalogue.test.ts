import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FAULT_KINDS } from '../src/sandbox/index.ts';
import { entryOf, parseScenario } from '../src/scenario/index.ts';
import { ownVocabulary } from '../test/scenario/schema-file.ts';
import { START } from '../test/world.ts';

const folder = import.meta.dirname;
const context = { vocabulary: await ownVocabulary(), start: START };
const catalogue = globSync('**/*.{yaml,yml}', { cwd: folder }).map((file) => {
  const parsed = parseScenario(readFileSync(join(folder, file), 'utf8'), file, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.flaws, null, 2));
  return parsed.value;
});
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const FOLDERS = [...readme.matchAll(/^\| `([a-z-]+)\/` /gm)].map(([, name]) => name);

it('has at least 60 stories, none of which is another', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(60);
  for (const part of ['title', 'catches'] as const) {
    const said = catalogue.map(({ scenario }) => scenario[part].trim());
    expect(said).toHaveLength(new Set(said).size);
  }
});

it('says of each what bug of a platform or a shop it catches', () => {
  for (const { file, scenario } of catalogue)
    expect(`${file}: ${scenario.catches}`).toMatch(/: A (platform|shop) (that|whose|in which) .{20,}/s);
});

it('uses every fault, and each has to strike', () => {
  // A fault that never strikes fails its scenario, unless it may miss.
  const sure = catalogue.flatMap(({ scenario }) =>
    scenario.steps.flatMap((step) => ('fault' in step && !step.fault.may_miss ? step.fault.name : [])),
  );
  expect(FAULT_KINDS.map(({ name }) => name).filter((name) => !sure.includes(name))).toEqual([]);
});

it('uses every kind of step', () => {
  const schema = JSON.parse(readFileSync(join(folder, 'scenario.schema.json'), 'utf8'));
  const kinds: string[] = schema.$defs.action.oneOf.flatMap(
    ({ required }: { required: string[] }) => required,
  );
  const used = new Set(
    catalogue.flatMap(({ scenario }) => scenario.steps.flatMap((step) => Object.keys(step))),
  );
  expect(kinds.filter((kind) => !used.has(kind))).toEqual([]);
});

it('ends every story in what has to be true', () => {
  const open = catalogue.filter(({ scenario }) => {
    const last = scenario.steps.at(-1);
    return last === undefined || !('expect' in last || 'refused' in last);
  });
  expect(open.map(({ file }) => file)).toEqual([]);
});

it('tells of every provider', () => {
  const channels = new Set(catalogue.flatMap((story) => entryOf(story).channels));
  expect([...channels].sort()).toEqual(context.vocabulary.providers.map(({ name }) => name).sort());
});

it('keeps each story in one of the folders that its README explains', () => {
  const folders = new Set(catalogue.map(({ file }) => file.split(/[\\/]/)[0]));
  expect([...folders].sort()).toEqual(FOLDERS.toSorted());
});

it('names no story in its README that is not there', () => {
  const named = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
});
