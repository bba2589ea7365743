import { z } from 'zod';
import { money, yuanToFen } from '../../../money/index.ts';
import { parseBeijing } from '../../../time/index.ts';
import type { StatementLine } from '../../statement.ts';

/** Yuan with two places, and perhaps more of them that are 0: `-60.00000`. */
const yuan = z.string().transform((text, context) => {
  const [, sign, digits = ''] = /^(-?)(\d+\.\d{2})0*$/.exec(text) ?? [];
  const fen = yuanToFen(digits);
  if (fen === undefined) {
    context.addIssue({ code: 'custom', message: `no amount: ${text}` });
    return z.NEVER;
  }
  return money('CNY', sign === '-' ? -fen : fen);
});

const moment = z.string().transform((text, context) => {
  const instant = parseBeijing(text);
  if (instant === undefined) {
    context.addIssue({ code: 'custom', message: `no time: ${text}` });
    return z.NEVER;
  }
  return instant;
});

/** Of the columns of a bill, those that are read. What a bill has besides differs from merchant to merchant. */
const row = z.object({
  交易时间: moment,
  微信订单号: z.string().min(1),
  商户订单号: z.string().min(1),
  交易状态: z.enum(['SUCCESS', 'REFUND', 'REVOKED']),
  货币种类: z.literal('CNY'),
  微信退款单号: z.string().min(1),
  商户退款单号: z.string(),
  /** Of a payment, nothing. CHANGE: the buyer's bank would not take it. */
  退款状态: z.enum(['', 'SUCCESS', 'PROCESSING', 'CHANGE', 'FAIL']),
  手续费: yuan,
  /** The price, whatever coupons of WeChat Pay's own the buyer had. */
  订单金额: yuan,
  申请退款金额: yuan,
});

/** Begins the heading of the line that sums the bill up. */
const SUMMARY = '总交易单数';

/**
 * Reads a bill of all transactions (交易账单, ALL): a heading and a line for each, and at the end a heading and a
 * line that sums up, in which each value is behind a backtick.
 *
 * @returns undefined when it is of another form, or has not as many lines as it says
 */
export function readTradeBill(text: string): StatementLine[] | undefined {
  const [heading = '', ...rest] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  const end = rest.findIndex((line) => line.startsWith(SUMMARY));
  const [count] = valuesOf(rest[end + 1] ?? '');
  if (end < 0 || count !== String(end)) return undefined;
  const names = heading.split(',');
  const rows = z.array(row).safeParse(rest.slice(0, end).map((line) => recordOf(names, valuesOf(line))));
  return rows.data?.flatMap(lineOf);
}

/** What comes after a backtick is a value, whatever commas are in it. */
function valuesOf(line: string): string[] {
  return line.startsWith('`') ? line.slice(1).split(',`') : [];
}

function recordOf(names: readonly string[], values: readonly string[]): Record<string, string> | undefined {
  if (names.length !== values.length) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
}

function lineOf(of: z.infer<typeof row>): StatementLine[] {
  const common = { payment: of.商户订单号, fee: of.手续费, at: of.交易时间 };
  switch (of.交易状态) {
    case 'SUCCESS':
      return [{ ...common, kind: 'payment', providerReference: of.微信订单号, amount: of.订单金额 }];
    case 'REFUND': {
      // One that WeChat Pay has closed: nothing was given back.
      if (of.退款状态 === 'FAIL') return [];
      const [refund, providerReference] = [of.商户退款单号 || of.微信退款单号, of.微信退款单号];
      const standing = of.退款状态 === 'SUCCESS' ? {} : ({ isUnderWay: true } as const);
      return [{ ...common, ...standing, kind: 'refund', refund, providerReference, amount: of.申请退款金额 }];
    }
    case 'REVOKED':
      // Of a barcode, by which this channel does not collect.
      return [];
    default:
      return of.交易状态 satisfies never;
  }
}
