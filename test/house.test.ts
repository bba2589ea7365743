import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const tree = globSync('{src,providers,contracts,scenarios,examples,test,bench,.ci}/**/*.ts', { cwd: root });

async function readJson<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>> {
  return shape.parse(JSON.parse(await readFile(join(root, path), 'utf8')));
}

describe('a name', () => {
  const vague = /(?:^|[-_./])(?:utils?|helpers?|common)(?:[-_./]|$)/i;

  it('says what lives there', () => {
    expect(tree.filter((path) => vague.test(path))).toEqual([]);
  });

  it.each(['src/utils.ts', 'test/test-helpers.ts', 'src/common/money.ts'])('is vague: %s', (path) => {
    expect(path).toMatch(vague);
  });
});

it('furnishes every provider alike', () => {
  const furniture = ['index', 'routes', 'wire', 'sign', 'state', 'errors', 'notify'].map(
    (name) => `${name}.ts`,
  );
  const rooms = new Set(
    tree.filter((path) => /^providers\/.+\//.test(path)).map((path) => path.split('/')[1]),
  );
  const missing = [...rooms].flatMap((room) =>
    [...furniture, 'README.md']
      .map((name) => `providers/${room}/${name}`)
      .filter((path) => !existsSync(join(root, path))),
  );
  expect(rooms.size).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

/** Time, ids and randomness are arguments. Where they come from, and the one place that may ask for them. */
describe('what differs from run to run', () => {
  const clock =
    /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.(?:now|timeOrigin)\b|\bhrtime\b|\bTemporal\.Now\b/;
  const chance = /\bMath\.random\b|\brandom(?:UUID(?:v7)?|Bytes|Int|Fill|FillSync)\b|\bgetRandomValues\b/;
  const sources = [
    { name: 'the clock', pattern: clock, home: 'src/sandbox/wall-clock.ts' },
    { name: 'chance', pattern: chance, home: 'src/sandbox/key-ring.ts' },
  ];
  /** They hand out what everything else is handed. */
  const programs = ['src/cli.ts', 'src/play-process.ts'];
  const published = tree.filter((path) => /^(?:src|providers)\//.test(path) && !programs.includes(path));

  /** The lines that are not comments. */
  async function code(path: string): Promise<string> {
    const text = await readFile(join(root, path), 'utf8');
    return text.replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
  }

  it.each(sources)('comes from outside: $name', async ({ pattern, home }) => {
    const askers: string[] = [];
    for (const path of published) if (pattern.test(await code(path))) askers.push(path);
    expect(askers).toEqual([home]);
  });

  it.each(['Date.now()', 'new Date()', 'performance.now()', 'process.hrtime.bigint()'])(
    'is a clock: %s',
    (text) => {
      expect(text).toMatch(clock);
    },
  );

  it.each(['Math.random()', 'crypto.randomUUID()', 'randomBytes(16)', 'crypto.getRandomValues(bytes)'])(
    'is chance: %s',
    (text) => expect(text).toMatch(chance),
  );
});

describe('the package', () => {
  const packageJson = z.object({
    engines: z.object({ node: z.string() }),
    devDependencies: z.object({ node: z.string() }),
  });
  const lockfile = z.object({
    packages: z.record(
      z.string(),
      z.object({
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).default({}),
      }),
    ),
  });

  it('needs Node 24 or newer', async () => {
    expect((await readJson('package.json', packageJson)).engines.node).toBe('>=24');
  });

  it("runs its scripts on the Node of devDependencies, not on the machine's", async () => {
    const { devDependencies } = await readJson('package.json', packageJson);
    expect(devDependencies.node).toMatch(new RegExp(`^\\^${process.versions.node.split('.')[0]}\\.`));
  });

  it('locks versions, not the addresses of a registry', async () => {
    const { packages } = await readJson('package-lock.json', lockfile);
    const addressed = Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined);
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(addressed).toEqual([]);
  });

  it('locks the builds for other platforms too, as `npm run lockfile` completes them', async () => {
    const { packages } = await readJson('package-lock.json', lockfile);
    const builds = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies),
    );
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    expect(builds.length).toBeGreaterThan(0);
    expect(builds.filter((name) => !locked.has(name))).toEqual([]);
  });
});
