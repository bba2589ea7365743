/**
 * `npm run bench [-- name…]`: how fast it is. Every figure is a ratio against a ceiling that is measured in the
 * same run, so that it means the same on every machine; the two numbers stand beside it.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, compare, type Figure, type Unit } from './benchmark.ts';
import { ledgerHotAccount } from './ledger-hot-account.ts';
import { ledgerLargeFile } from './ledger-large-file.ts';
import { ledgerPostgres } from './ledger-postgres.ts';
import { ledgerReleasedOrders } from './ledger-released-orders.ts';
import { ledgerOneAtATime, ledgerRows } from './ledger-rows.ts';
import { precreate } from './precreate.ts';
import { scenariosCatalogue, scenariosExplore, scenariosRsa, scenariosTime } from './scenarios.ts';
import { startUp } from './start-up.ts';
import { wechatpay, wechatpayFull } from './wechatpay.ts';

const BENCHMARKS: readonly Benchmark[] = [
  precreate,
  wechatpay,
  wechatpayFull,
  startUp,
  scenariosCatalogue,
  scenariosTime,
  scenariosRsa,
  scenariosExplore,
  ledgerRows,
  ledgerHotAccount,
  ledgerLargeFile,
  ledgerOneAtATime,
  ledgerReleasedOrders,
  ledgerPostgres,
];

const chosen = choose(process.argv.slice(2));
const figures: { readonly benchmark: Benchmark; readonly figure: Figure }[] = [];
for (const benchmark of chosen) figures.push({ benchmark, figure: await run(benchmark) });
printTable(figures);

function choose(names: readonly string[]): readonly Benchmark[] {
  const known = BENCHMARKS.map(({ name }) => name);
  // `ledger` is all whose names begin with it.
  const isOf = (name: string, asked: string) => name === asked || name.startsWith(`${asked}-`);
  const unknown = names.filter((asked) => !known.some((name) => isOf(name, asked)));
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    process.exit(1);
  }
  return BENCHMARKS.filter(({ name }) => names.length === 0 || names.some((asked) => isOf(name, asked)));
}

async function run(benchmark: Benchmark): Promise<Figure> {
  const say = (progress: string) => console.error(`${benchmark.name}: ${progress}`);
  const folder = emptyFolder();
  try {
    const contest = await benchmark.prepare(folder, say);
    try {
      return await compare(contest, benchmark.rounds, say);
    } finally {
      await contest.close?.();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not in the machine's folder for temporary files: that is often kept in memory, where a sync costs nothing. */
function emptyFolder(): string {
  const cache = join(import.meta.dirname, '../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'bench-'));
}

function printTable(rows: typeof figures): void {
  const cells = rows.map(({ benchmark: { unit, measured, ceiling }, figure }) => [
    figure.ratio.toFixed(2),
    `${show(figure.measured, unit)} ${measured}`,
    `${show(figure.ceiling, unit)} ${ceiling}`,
  ]);
  const table = [['ratio', 'measured', 'ceiling'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    );
  }
}

function show(value: number, unit: Unit): string {
  switch (unit) {
    case 'per_second':
      return Math.round(value).toLocaleString('en');
    case 'milliseconds':
      return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
    default:
      return unit satisfies never;
  }
}
