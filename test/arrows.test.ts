import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const cruised = ['src', 'providers', 'examples'];
const options: ICruiseOptions = await extractOptions(join(root, '.dependency-cruiser.mjs'));

async function cruiseFrom(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(cruised, { ...options, baseDir });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text');
  return output;
}

function violationsOf({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

/** Without @swc/core dependency-cruiser finds nothing in TypeScript, and no violation either. */
describe('the tree', () => {
  let tree: ICruiseResult;
  let sources: string[];

  beforeAll(async () => {
    tree = await cruiseFrom(root);
    sources = globSync('{src,providers,examples}/**/*.ts', { cwd: root });
  });

  it('is seen whole: every source file', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(tree.modules.map(({ source }) => source)).toEqual(expect.arrayContaining(sources));
  });

  it('is seen whole: every import that a plain search finds', async () => {
    const seen = new Map(tree.modules.map(({ source, dependencies }) => [source, dependencies]));
    for (const source of sources) {
      const text = await readFile(join(root, source), 'utf8');
      const imports = text.matchAll(/(?:^(?:import|export)\b[^;']*\bfrom |\bimport\()'(?:node:)?([^']+)'/gm);
      const specifiers = Array.from(imports, ([, specifier]) => specifier);
      const found = seen.get(source)?.map(({ module }) => module.replace('node:', ''));
      expect(found, source).toEqual(expect.arrayContaining(specifiers));
    }
  });

  it('keeps to the arrows', () => {
    expect(violationsOf(tree)).toEqual([]);
  });
});

/** For each rule, at least one import that breaks it: the rule, a file, what the file imports. */
const forbidden = [
  ['time-imports', 'src/time/a.ts', 'src/money/a.ts'],
  ['money-imports', 'src/money/b.ts', 'src/ledger/b.ts'],
  ['spelling-imports', 'src/spelling/a.ts', 'src/money/a.ts'],
  ['ledger-imports', 'src/ledger/a.ts', 'src/escrow/a.ts'],
  ['split-imports', 'src/split/a.ts', 'src/ledger/b.ts'],
  ['escrow-imports', 'src/escrow/b.ts', 'src/gateway/b.ts'],
  ['gateway-imports', 'src/gateway/a.ts', 'src/platform/b.ts'],
  ['gateway-imports', 'src/gateway/adapters/alipay/a.ts', 'providers/alipay/b.ts'],
  ['platform-imports', 'src/platform/a.ts', 'providers/alipay/b.ts'],
  ['platform-imports', 'src/platform/c.ts', 'src/sandbox/b.ts'],
  ['sandbox-imports', 'src/sandbox/a.ts', 'src/platform/b.ts'],
  ['http-imports', 'src/http/a.ts', 'providers/index.ts'],
  ['scenario-imports', 'src/scenario/a.ts', 'src/world.ts'],
  ['explorer-imports', 'src/explorer/a.ts', 'src/world.ts'],
  ['room-in-the-table', 'src/attic/a.ts', 'src/money/a.ts'],
  ['room-in-the-table', 'src/main.ts', 'src/money/a.ts'],
  ['core-is-pure', 'src/escrow/c.ts', 'node:sqlite'],
  ['core-is-pure', 'src/ledger/c.ts', 'fs'],
  ['core-is-pure', 'src/money/c.ts', 'zod'],
  ['ports-before-implementations', 'src/platform/d.ts', 'src/gateway/adapters/alipay/b.ts'],
  ['ports-before-implementations', 'src/ledger/index.ts', 'src/ledger/sqlite/a.ts'],
  ['adapter-alone', 'src/gateway/adapters/alipay/c.ts', 'src/gateway/adapters/wechatpay/a.ts'],
  ['provider-alone', 'providers/alipay/a.ts', 'providers/wechatpay/a.ts'],
  ['provider-alone', 'providers/alipay/c.ts', 'src/platform/b.ts'],
  ['provider-alone', 'providers/alipay/d.ts', 'providers/index.ts'],
  ['registry-imports', 'providers/index.ts', 'providers/alipay/b.ts'],
  ['world-imports', 'src/world.ts', 'providers/index.ts'],
  ['cli-imports', 'src/cli.ts', 'providers/alipay/b.ts'],
  ['example-alone', 'examples/a.ts', 'src/money/a.ts'],
  ['no-circle', 'src/http/b.ts', 'src/http/c.ts'],
  ['no-undeclared-package', 'providers/alipay/e.ts', 'vitest'],
  ['resolvable', 'src/sandbox/c.ts', './nowhere.ts'],
] as const;

/** Imports that look like those, and break no rule. */
const allowed = [
  ['src/ledger/sqlite/b.ts', 'node:sqlite'],
  ['src/gateway/adapters/alipay/d.ts', 'src/gateway/b.ts'],
  ['src/world.ts', 'src/gateway/adapters/alipay/b.ts'],
  ['src/cli.ts', 'providers/index.ts'],
  ['providers/index.ts', 'providers/alipay/index.ts'],
  ['providers/alipay/index.ts', 'src/sandbox/b.ts'],
] as const;

const closesTheCircle = ['src/http/c.ts', 'src/http/b.ts'] as const;

describe('an injected import', () => {
  let injected: string;
  let violations: string[];

  beforeAll(async () => {
    injected = await mkdtemp(join(tmpdir(), 'arrows-'));
    await symlink(join(root, 'node_modules'), join(injected, 'node_modules'));
    await symlink(join(root, 'package.json'), join(injected, 'package.json'));

    const broken = forbidden.map(([, from, to]) => [from, to] as const);
    for (const [from, to] of [...broken, ...allowed, closesTheCircle]) {
      const isFile = /^(?:src|providers|examples)\//.test(to);
      if (isFile) await append(to, '');
      const specifier = isFile ? relative(dirname(from), to) : to;
      await append(from, `import type {} from '${specifier.replace(/^(?=\w+[/.])/, './')}';\n`);
    }
    violations = violationsOf(await cruiseFrom(injected));
  });

  afterAll(() => rm(injected, { recursive: true }));

  async function append(path: string, text: string): Promise<void> {
    await mkdir(join(injected, dirname(path)), { recursive: true });
    await writeFile(join(injected, path), text, { flag: 'a' });
  }

  it.each(forbidden)('breaks %s: %s -> %s', (rule, from, to) => {
    const target = to === 'zod' || to === 'vitest' ? `.*/node_modules/${to}/.*` : to;
    expect(violations).toContainEqual(expect.stringMatching(`^${rule}: ${from} -> ${target}$`));
  });

  it.each(allowed)('breaks no rule: %s -> %s', (from, to) => {
    expect(violations).not.toContainEqual(expect.stringContaining(`${from} -> ${to}`));
  });

  it('is here for every rule', () => {
    const rules = options.ruleSet?.forbidden?.map(({ name }) => name);
    expect(new Set(forbidden.map(([rule]) => rule))).toEqual(new Set(rules));
  });
});
