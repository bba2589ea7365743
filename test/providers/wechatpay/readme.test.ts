import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  REASONS,
  REFUSED_EVERYWHERE,
  type Reason,
  type Spelling,
  wireError,
} from '../../../providers/wechatpay/errors.ts';
import type { ApiMethod } from '../../../providers/wechatpay/method.ts';
import { API_METHODS } from '../../../providers/wechatpay/methods/index.ts';
import { markdownTable } from '../markdown-table.ts';

const path = join(import.meta.dirname, '../../../providers/wechatpay/README.md');

it('every refusal is some endpoint’s, or every endpoint’s', () => {
  const listed = new Set([...API_METHODS.flatMap(({ refuses }) => refuses), ...REFUSED_EVERYWHERE]);
  expect(REASONS.filter((reason) => !listed.has(reason))).toEqual([]);
});

it('the README lists the endpoints that there are, and how each refuses', async () => {
  const readme = await readFile(path, 'utf8');
  const written = replaced(replaced(readme, 'endpoints', endpointTable()), 'refusals', refusalTable());
  await expect(written).toMatchFileSnapshot(path);
});

function endpointTable(): string {
  const rows = API_METHODS.map(({ verb, path, summary, source }, i) => [
    String(i + 1),
    `\`${verb} ${path}\``,
    summary,
    `[${source.split('/').at(-1)}](https://${source})`,
  ]);
  return markdownTable([['no.', 'endpoint', 'what it does', 'source'], ...rows]);
}

/** One line a code and its words, with the numbers of the endpoints that answer so. */
function refusalTable(): string {
  const rows = REASONS.flatMap((reason) =>
    (['underscores', 'run_together'] as const satisfies readonly Spelling[]).flatMap((spelling) => {
      const isEverywhere = REFUSED_EVERYWHERE.includes(reason);
      const { status, code, message, provoke } = wireError(reason, spelling);
      const endpoints = API_METHODS.flatMap((method, i) =>
        method.spelling === spelling && (isEverywhere || canRefuse(method, reason)) ? [i + 1] : [],
      );
      if (endpoints.length === 0) return [];
      const isSpelledTwice = wireError(reason, 'underscores').code !== wireError(reason, 'run_together').code;
      if (isEverywhere && !isSpelledTwice) {
        return spelling === 'underscores' ? [[String(status), code, message, provoke, 'all']] : [];
      }
      return [[String(status), code, message, provoke, ranges(endpoints)]];
    }),
  );
  const cells = rows.map(([status = '', code = '', ...rest]) => [status, `\`${code}\``, ...rest]);
  return markdownTable([['HTTP', 'code', 'words', 'how to provoke it', 'endpoints'], ...cells]);
}

/** What is wrong with one of these fields, an endpoint that has none of them cannot refuse. */
const ABOUT: Partial<Record<Reason, RegExp>> = {
  merchant_mismatch: /"(?:|sp_|combine_)mchid"/,
  appid_mismatch: /"(?:|sp_|combine_)appid"/,
  sub_merchant_is_self: /"sub_mchid"/,
  no_relation_to_sub_merchant: /"sub_mchid"/,
};

function canRefuse({ refuses, content }: ApiMethod, reason: Reason): boolean {
  const fields = JSON.stringify(z.toJSONSchema(content, { io: 'input', unrepresentable: 'any' }));
  return refuses.includes(reason) && (ABOUT[reason]?.test(fields) ?? true);
}

/** `1–4, 7` */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

function replaced(readme: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name}: [^>]*-->\n)[\\s\\S]*(<!-- /${name} -->)`);
  expect(readme).toMatch(place);
  return readme.replace(place, (_, head, tail) => `${head}${table}\n${tail}`);
}
