import { fenToYuan } from '../../src/money/index.ts';
import type { Mishaps } from '../../src/sandbox/index.ts';
import { type DurationMs, formatBeijing, type Instant } from '../../src/time/index.ts';
import { gbk } from './gbk.ts';
import { SELLER } from './identities.ts';
import type { Trades } from './trades.ts';
import type { ZipFile } from './zip.ts';

/** What the files of every bill have in common, as it was seen in copies of real ones that are public. */

/** What bills are drawn up from. */
export interface BillSource {
  readonly trades: Trades;
  readonly mishaps: Mishaps;
}

/** What bills are asked for by, in the words of faults. */
export const STATEMENT_METHOD = 'alipay.data.dataservice.bill.downloadurl.query';

/** Bills call an account by this. */
export const BILL_ACCOUNT = `${SELLER.id}0156`;

const DAY_MS: DurationMs = 86_400_000;

/** A day's bill is there from 9 o'clock of the next day on (docs of the method: 次日 9 点前). */
export const DRAWN_UP_AFTER_MS: DurationMs = DAY_MS + 9 * 3_600_000;

export interface BillFile {
  /** `业务明细`: ends its name. */
  readonly name: string;
  /** `支付宝业务明细查询`: its first line. */
  readonly title: string;
  /** `业务明细列表`: stands above the heading, and under the lines. */
  readonly list: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines that add up what is above. */
  readonly totals: readonly string[];
}

/** @param begins midnight of the day in Beijing */
export function billFile({ name, title, list, heading, rows, totals }: BillFile, begins: Instant): ZipFile {
  const date = formatBeijing(begins).slice(0, 10).replaceAll('-', '');
  const lines = [
    `#${title}`,
    `#账号：[${BILL_ACCOUNT}]`,
    `#起始日期：[${chineseTime(begins)}]   终止日期：[${chineseTime(begins + DAY_MS)}]`,
    dashed(list, 41, 40),
    renderRow(heading),
    ...rows.map(renderRow),
    // Of the four lists this one is a dash off.
    list === '业务明细列表' ? dashed(`${list}结束`, 41, 36) : dashed(`${list}结束`, 40, 37),
    ...totals,
    `#导出时间：[${chineseTime(begins + DRAWN_UP_AFTER_MS)}]`,
  ];
  const content = gbk(lines.map((line) => `${line}\r\n`).join(''));
  return { name: `${BILL_ACCOUNT}_${date}_${name}.csv`, content };
}

function dashed(text: string, before: number, after: number): string {
  return `#${'-'.repeat(before)}${text}${'-'.repeat(after)}`;
}

/** Values are not quoted: a comma in one would begin the next. */
function renderRow(values: readonly string[]): string {
  return values.map((value) => value.replace(/[,\r\n]/g, ' ')).join(',');
}

/** `2026年11月22日 00:00:00` */
function chineseTime(instant: Instant): string {
  const [date = '', time = ''] = formatBeijing(instant).split(' ');
  const [year, month, day] = date.split('-');
  return `${year}年${month}月${day}日 ${time}`;
}

/** With a sign where it is less than zero. */
export function yuan(fen: bigint): string {
  return fen < 0n ? `-${fenToYuan(-fen)}` : fenToYuan(fen);
}

export function sumFen<T>(things: readonly T[], fenOf: (thing: T) => bigint): bigint {
  return things.reduce((sum, thing) => sum + fenOf(thing), 0n);
}
