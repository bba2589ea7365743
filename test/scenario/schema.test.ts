import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { drawnSchema, SCHEMA_FILE } from './schema-file.ts';

const folder = dirname(SCHEMA_FILE);
const files = globSync('**/*.{yaml,yml}', { cwd: folder });

// That a step has one word, and which parameters belong to which fault, is beyond what zod reads of JSON Schema.
const { $defs, ...schema } = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'), (name, value) =>
  name === 'if' || name === 'then' ? undefined : value,
);
const { oneOf: _oneWord, ...action } = $defs.action;
const known = z.fromJSONSchema({ ...schema, $defs: { ...$defs, action } });

it('the schema of scenarios is as `npm run docs:schema` draws it', async () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(await drawnSchema());
});

describe('editors find nothing wrong with', () => {
  it.each(files)('%s', (file) => {
    expect(known.safeParse(parse(readFileSync(join(folder, file), 'utf8')))).toMatchObject({ success: true });
  });
});

it.each([{ sel: {} }, { order: 'shipp' }, { fault: { name: 'notification_lots' } }, { refund: 5 }])(
  'editors find something wrong with %o',
  (step) => {
    expect(known.safeParse({ title: 'A bag', catches: 'Nothing', steps: [step] }).success).toBe(false);
  },
);

it.each(files)('%s tells editors its schema in its first line', (file) => {
  const [first = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
  const named = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? '';
  expect(resolve(folder, dirname(file), named)).toBe(SCHEMA_FILE);
});
