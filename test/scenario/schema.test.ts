import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { drawnSchema, SCHEMA_FILE } from './schema-file.ts';

const folder = dirname(SCHEMA_FILE);

it('the schema of scenarios is as `npm run docs:schema` draws it', async () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(await drawnSchema());
});

it.each(globSync('**/*.yaml', { cwd: folder }))('%s tells editors its schema in its first line', (file) => {
  const [first = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
  const named = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? '';
  expect(resolve(folder, dirname(file), named)).toBe(SCHEMA_FILE);
});
