import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { API_METHODS } from '../../../providers/alipay/methods/index.ts';
import { PAGE_METHODS } from '../../../providers/alipay/methods/page-pay.ts';

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

/** With its columns aligned, as the formatter wants it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = '', ...body] = rows.map((row) => line(row.map((cell, i) => cell.padEnd(widths[i] ?? 0))));
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}
