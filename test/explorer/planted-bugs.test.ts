import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BUGS, type Edit } from './bugs.ts';

const root = join(import.meta.dirname, '..', '..');

/** `npm run planted-bugs` plants all of them, which takes minutes; `npm test` those that are found at once. */
const planted = process.env.PLANTED_BUGS === 'all' ? BUGS : BUGS.slice(0, 2);

/** A handful. */
const MOST_STEPS = 10;

describe('the explorer', () => {
  let tree: string;
  afterEach(() => rmSync(tree, { recursive: true, force: true }));

  it.each(planted)('finds that $name, and writes a scenario that shows it', ({ edits }) => {
    tree = copyOfTheTree();
    for (const edit of edits) plant(edit, tree);

    const explored = counterfoil(tree, 'explore', '--runs', '1000', '--seed', '1', '--output', tree);
    expect(explored.stdout).toContain('FOUND');
    const file = join(tree, 'found-1.yaml');
    expect(parse(readFileSync(file, 'utf8')).steps.length).toBeLessThanOrEqual(MOST_STEPS);

    expect(counterfoil(tree, 'replay', file).status, 'with the bug').toBe(1);
    const mended = counterfoil(root, 'replay', file);
    expect(mended.status, mended.stdout + mended.stderr).toBe(0);
  });
});

function copyOfTheTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  for (const part of ['src', 'providers', 'package.json']) {
    cpSync(join(root, part), join(tree, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

function plant({ file, find, replace }: Edit, tree: string): void {
  const path = join(tree, file);
  const [before, after, ...more] = readFileSync(path, 'utf8').split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} has this not exactly once, so that the bug cannot be planted: ${find}`);
  }
  writeFileSync(path, before + replace + after);
}

function counterfoil(tree: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(tree, 'src', 'bin.ts'), ...args], { encoding: 'utf8' });
}
