import { fenToYuan } from '../../src/money/index.ts';
import { type DurationMs, formatBeijing, type Instant, parseBeijing } from '../../src/time/index.ts';
import { feeBackFen, feeFen } from './funds.ts';
import { gbk } from './gbk.ts';
import { BUYER, SELLER } from './identities.ts';
import type { PaidOrder, Refund } from './trade.ts';
import { dayOf, type Trades } from './trades.ts';
import { type ZipFile, zip } from './zip.ts';

/**
 * The bill of a day's trades (业务账单), as files: what stands in them, and where, was seen in copies of real ones
 * that are public.
 */

/** Bills call an account by this. */
const ACCOUNT = `${SELLER.id}0156`;

const DAY_MS: DurationMs = 86_400_000;

/** A day's bill is there from 9 o'clock of the next day on (docs of the method: 次日 9 点前). */
const DRAWN_UP_AFTER_MS: DurationMs = DAY_MS + 9 * 3_600_000;

/** A payment, or a refund of one. */
interface Line {
  readonly order: PaidOrder;
  readonly refund?: Refund;
  readonly at: Instant;
  /** Less than zero for a refund. */
  readonly amountFen: bigint;
  /** What it does to the merchant's balance: a fee is less than zero. */
  readonly feeFen: bigint;
}

/**
 * The ZIP of a day, `2026-11-22`.
 *
 * @returns undefined when there is none: not yet, or because nothing happened
 */
export function tradeBill(trades: Trades, day: string, now: Instant): Uint8Array<ArrayBuffer> | undefined {
  const begins = parseBeijing(`${day} 00:00:00`);
  if (begins === undefined || now < begins + DRAWN_UP_AFTER_MS) return undefined;
  const lines = linesOf(trades, day);
  if (lines.length === 0) return undefined;
  const period = `#起始日期：[${chineseTime(begins)}]   终止日期：[${chineseTime(begins + DAY_MS)}]`;
  const drawnUp = `#导出时间：[${chineseTime(begins + DRAWN_UP_AFTER_MS)}]`;
  const name = `${ACCOUNT}_${day.replaceAll('-', '')}`;
  return zip([
    csv(`${name}_业务明细.csv`, ['#支付宝业务明细查询', ...detail(lines, period), drawnUp]),
    csv(`${name}_业务明细(汇总).csv`, ['#支付宝业务汇总查询', ...summary(lines, period), drawnUp]),
  ]);
}

function linesOf(trades: Trades, day: string): Line[] {
  return trades
    .movedOn(day)
    .flatMap(allLinesOf)
    .filter(({ at }) => dayOf(at) === day)
    .toSorted((a, b) => a.at - b.at);
}

function allLinesOf(order: PaidOrder): Line[] {
  const { totalFen } = order.terms;
  const { payment } = order.trade;
  const refunds = payment.refunds.map((refund) => ({
    order,
    refund,
    at: refund.at,
    amountFen: -refund.amountFen,
    feeFen: feeBackFen(totalFen, payment, refund.outRequestNo),
  }));
  return [{ order, at: payment.at, amountFen: totalFen, feeFen: -feeFen(totalFen) }, ...refunds];
}

const NOTHING = () => '';
const ZERO = () => '0.00';

const COLUMNS: readonly (readonly [name: string, value: (line: Line) => string])[] = [
  ['支付宝交易号', ({ order }) => `${order.trade.tradeNo}\t`],
  ['商户订单号', ({ order }) => `${order.terms.outTradeNo}\t`],
  ['业务类型', ({ refund }) => (refund ? '退款' : '交易')],
  ['商品名称', ({ order }) => order.terms.subject],
  ['创建时间', ({ order, refund }) => formatBeijing(refund?.at ?? order.trade.createdAt)],
  ['完成时间', ({ at }) => formatBeijing(at)],
  ['门店编号', NOTHING],
  ['门店名称', NOTHING],
  ['操作员', NOTHING],
  ['终端号', NOTHING],
  ['对方账户', () => BUYER.logonId],
  ['订单金额（元）', ({ amountFen }) => yuan(amountFen)],
  ['商家实收（元）', ({ amountFen }) => yuan(amountFen)],
  ['支付宝红包（元）', ZERO],
  ['集分宝（元）', ZERO],
  ['支付宝优惠（元）', ZERO],
  ['商家优惠（元）', ZERO],
  ['券核销金额（元）', ZERO],
  ['券名称', NOTHING],
  ['商家红包消费金额（元）', ZERO],
  ['卡消费金额（元）', ZERO],
  ['退款批次号/请求号', ({ refund }) => (refund ? `${refund.outRequestNo}\t` : '')],
  ['服务费（元）', (line) => yuan(line.feeFen)],
  ['分润（元）', ZERO],
  ['备注', ({ refund }) => refund?.reason ?? ''],
];

function detail(lines: readonly Line[], period: string): string[] {
  const payments = lines.filter(({ refund }) => !refund);
  const refunds = lines.filter(({ refund }) => refund);
  return [
    `#账号：[${ACCOUNT}]`,
    period,
    `#${'-'.repeat(41)}业务明细列表${'-'.repeat(40)}`,
    row(COLUMNS.map(([name]) => name)),
    ...lines.map((line) => row(COLUMNS.map(([, value]) => value(line)))),
    `#${'-'.repeat(41)}业务明细列表结束${'-'.repeat(36)}`,
    `#交易合计：${payments.length}笔，商家实收共${yuan(sumFen(payments))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${yuan(sumFen(refunds))}元，商家优惠退款共0.00元`,
  ];
}

const SUMMARY_HEADER = [
  '门店编号',
  '门店名称',
  '交易订单总笔数',
  '退款订单总笔数',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝优惠（元）',
  '商家优惠（元）',
  '卡消费金额（元）',
  '服务费（元）',
  '分润（元）',
  '实收净额（元）',
];

function summary(lines: readonly Line[], period: string): string[] {
  const refunds = lines.filter(({ refund }) => refund).length;
  const [amountFen, fees] = [sumFen(lines), lines.reduce((sum, line) => sum + line.feeFen, 0n)];
  const counts = [String(lines.length - refunds), String(refunds)];
  const amounts = [amountFen, amountFen, 0n, 0n, 0n, fees, 0n, amountFen + fees].map(yuan);
  return [
    `#账号：[${ACCOUNT}]`,
    period,
    `#${'-'.repeat(41)}业务汇总列表${'-'.repeat(40)}`,
    row(SUMMARY_HEADER),
    row(['合计', '', ...counts, ...amounts]),
    `#${'-'.repeat(40)}业务汇总列表结束${'-'.repeat(37)}`,
  ];
}

function csv(name: string, lines: readonly string[]): ZipFile {
  return { name, content: gbk(lines.map((line) => `${line}\r\n`).join('')) };
}

/** Values are not quoted: a comma in one would begin the next. */
function row(values: readonly string[]): string {
  return values.map((value) => value.replace(/[,\r\n]/g, ' ')).join(',');
}

/** `2026年11月22日 00:00:00` */
function chineseTime(instant: Instant): string {
  const [date = '', time = ''] = formatBeijing(instant).split(' ');
  const [year, month, day] = date.split('-');
  return `${year}年${month}月${day}日 ${time}`;
}

function yuan(fen: bigint): string {
  return fen < 0n ? `-${fenToYuan(-fen)}` : fenToYuan(fen);
}

function sumFen(lines: readonly Line[]): bigint {
  return lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);
}
