import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { API_METHODS } from '../../../providers/alipay/methods/index.ts';
import { PAGE_METHODS } from '../../../providers/alipay/methods/page-pay.ts';
import { markdownTable } from '../markdown-table.ts';

const path = join(import.meta.dirname, '../../../providers/alipay/README.md');
const TABLE = /(<!-- methods: [^>]*-->\n)[\s\S]*(<!-- \/methods -->)/;

it('the README lists the methods that there are', async () => {
  const methods = [...API_METHODS, ...PAGE_METHODS];
  const table = markdownTable([
    ['method', 'what it does', 'source'],
    ...methods.map(({ name, summary, source }) => [`\`${name}\``, summary, `[${source}](https://${source})`]),
  ]);
  const readme = await readFile(path, 'utf8');
  expect(readme).toMatch(TABLE);
  await expect(readme.replace(TABLE, (_, head, tail) => `${head}${table}\n${tail}`)).toMatchFileSnapshot(
    path,
  );
});
