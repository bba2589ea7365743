import { unzipSync } from 'fflate';
import { z } from 'zod';
import { type Money, money, yuanToFen } from '../../../money/index.ts';
import { parseBeijing } from '../../../time/index.ts';
import type { StatementLine } from '../../statement.ts';

/** A file that says to be larger is not unpacked. */
const FILE_LIMIT_BYTES = 512 * 1024 * 1024;

/** Yuan with two places, less than zero for what the merchant gives. */
const yuan = z.string().transform((text, context): Money => {
  const [, sign, digits = ''] = /^(-?)(\d+(?:\.\d{1,2})?)$/.exec(text) ?? [];
  const fen = yuanToFen(digits);
  if (fen !== undefined) return money('CNY', sign === '-' ? -fen : fen);
  context.addIssue({ code: 'custom', message: `no amount: ${text}` });
  return z.NEVER;
});

const moment = z.string().transform((text, context) => {
  const instant = parseBeijing(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: `no time: ${text}` });
  return z.NEVER;
});

/** Of the columns of a bill, those that are read. */
const row = z.object({
  支付宝交易号: z.string().min(1),
  商户订单号: z.string().min(1),
  业务类型: z.enum(['交易', '退款']),
  完成时间: moment,
  /** The price, whatever coupons of Alipay's own the buyer had. */
  '订单金额（元）': yuan,
  '商家实收（元）': yuan,
  '退款批次号/请求号': z.string(),
  '服务费（元）': yuan,
});

type Row = z.infer<typeof row>;

/** Of which time it is: `#起始日期：[2026年04月20日 00:00:00]`. */
const BEGINS = /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日/;
const BEGIN = /^#-+业务明细列表-+$/;
const END = /^#-+业务明细列表结束-+$/;

/**
 * Reads a bill of trades: a ZIP of CSVs in GBK, one of them with a line for each payment and refund between two lines
 * of dashes, a heading above them, and under them how many there are of each and how
 * much they come to.
 *
 * @param day which day it has to be of, `2026-11-22`
 * @returns undefined when it is of another form or of another day, or has not all that it says
 */
export function readTradeBill(file: Uint8Array, day: string): StatementLine[] | undefined {
  const lines = detailLines(file);
  const [begin = -1, end = -1] = [lines?.findIndex(isBegin), lines?.findIndex(isEnd)];
  const heading = lines?.[begin + 1];
  if (!lines || heading === undefined || begin < 0 || end <= begin + 1) return undefined;
  const names = heading.split(',');
  const records = lines.slice(begin + 2, end).map((line) => recordOf(names, valuesOf(line)));
  const rows = z.array(row).safeParse(records).data;
  if (!rows || dayOf(lines.slice(0, begin)) !== day || !isComplete(rows, lines.slice(end + 1)))
    return undefined;
  return rows.map(lineOf);
}

/** What it says of itself: what was done just before midnight may stand in the next day's. */
function dayOf(top: readonly string[]): string | undefined {
  const [begins] = top.flatMap((line) => {
    const found = BEGINS.exec(line);
    return found ? [found] : [];
  });
  return begins?.slice(1).join('-');
}

const isBegin = (line: string) => BEGIN.test(line);
const isEnd = (line: string) => END.test(line);

/** Which file it is shows in what it says: names of files come in GBK, or in UTF-8. */
function detailLines(file: Uint8Array): readonly string[] | undefined {
  try {
    const files = unzipSync(file, { filter: ({ originalSize }) => originalSize <= FILE_LIMIT_BYTES });
    const gbk = new TextDecoder('gbk', { fatal: true });
    const texts = Object.values(files).map((content) => gbk.decode(content).split(/\r?\n/));
    return texts.find((lines) => lines.some(isBegin));
  } catch {
    return undefined;
  }
}

/** Numbers are followed by a tab, so that spreadsheets take them for text. */
function valuesOf(line: string): readonly string[] {
  return line.split(',').map((value) => value.trim());
}

function recordOf(
  names: readonly string[],
  values: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (names.length !== values.length) return undefined;
  return Object.fromEntries(names.map((name, i) => [name.trim(), values[i] ?? '']));
}

/** Whether there are as many, and of as much, as the totals under the lines say. */
function isComplete(rows: readonly Row[], totals: readonly string[]): boolean {
  const adds = (kind: Row['业务类型'], says: RegExp) => {
    const of = rows.filter(({ 业务类型 }) => 业务类型 === kind);
    const [, count, sum] = totals.map((line) => says.exec(line)).find(Boolean) ?? [];
    const fen = of.reduce((total, line) => total + line['商家实收（元）'].value, 0n);
    return count === String(of.length) && yuan.safeParse(sum).data?.value === fen;
  };
  return (
    adds('交易', /^#+交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/) &&
    adds('退款', /^#+退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元/)
  );
}

function lineOf(of: Row): StatementLine {
  const { 商户订单号: payment, 支付宝交易号: providerReference, 完成时间: at } = of;
  // What is kept of it is taken from the merchant, and so stands there as less than zero.
  const fee = negated(of['服务费（元）']);
  const amount = of['订单金额（元）'];
  if (of.业务类型 === '交易') return { kind: 'payment', payment, providerReference, amount, fee, at };
  const refund = of['退款批次号/请求号'];
  return { kind: 'refund', payment, refund, providerReference, amount: negated(amount), fee, at };
}

function negated({ currency, value }: Money): Money {
  return money(currency, -value);
}
