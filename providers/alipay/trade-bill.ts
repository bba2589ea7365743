import { formatBeijing, type Instant } from '../../src/time/index.ts';
import { type BillSource, billFile, STATEMENT_METHOD, sumFen, yuan } from './bill-file.ts';
import { feeBackFen, feeFen } from './funds.ts';
import { BUYER } from './identities.ts';
import type { PaidOrder, Refund } from './trade.ts';
import { dayOf } from './trades.ts';
import type { ZipFile } from './zip.ts';

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
 * What was paid and refunded on a day (业务账单). Splits are not in it: they are between the merchant and others.
 *
 * @param begins midnight of the day in Beijing
 * @returns undefined when nothing was
 */
export function tradeBill(office: BillSource, begins: Instant): readonly ZipFile[] | undefined {
  const lines = linesOf(office, dayOf(begins));
  return lines.length === 0 ? undefined : [detail(lines, begins), summary(lines, begins)];
}

function linesOf({ trades, mishaps }: BillSource, day: string): readonly Line[] {
  const lines = trades
    .movedOn(day)
    .flatMap(allLinesOf)
    .filter(({ at }) => dayOf(at) === day)
    .toSorted((a, b) => a.at - b.at);
  return mishaps.statement<Line>({
    method: STATEMENT_METHOD,
    day,
    rows: lines,
    keyOf: ({ order, refund }) => `${order.trade.tradeNo}/${refund?.outRequestNo ?? ''}`,
    orderOf: ({ order }) => order.terms.outTradeNo,
    offBy: (line, fen) => ({ ...line, amountFen: line.amountFen + fen }),
  });
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

function detail(lines: readonly Line[], begins: Instant): ZipFile {
  const payments = lines.filter(({ refund }) => !refund);
  const refunds = lines.filter(({ refund }) => refund);
  const [paid, refunded] = [payments, refunds].map((some) =>
    yuan(sumFen(some, ({ amountFen }) => amountFen)),
  );
  return billFile(
    {
      name: '业务明细',
      title: '支付宝业务明细查询',
      list: '业务明细列表',
      heading: COLUMNS.map(([name]) => name),
      rows: lines.map((line) => COLUMNS.map(([, value]) => value(line))),
      totals: [
        `#交易合计：${payments.length}笔，商家实收共${paid}元，商家优惠共0.00元`,
        `#退款合计：${refunds.length}笔，商家实收退款共${refunded}元，商家优惠退款共0.00元`,
      ],
    },
    begins,
  );
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

function summary(lines: readonly Line[], begins: Instant): ZipFile {
  const refunds = lines.filter(({ refund }) => refund).length;
  const amountFen = sumFen(lines, (line) => line.amountFen);
  const fees = sumFen(lines, (line) => line.feeFen);
  const counts = [String(lines.length - refunds), String(refunds)];
  const amounts = [amountFen, amountFen, 0n, 0n, 0n, fees, 0n, amountFen + fees].map(yuan);
  return billFile(
    {
      name: '业务明细(汇总)',
      title: '支付宝业务汇总查询',
      list: '业务汇总列表',
      heading: SUMMARY_HEADER,
      rows: [['合计', '', ...counts, ...amounts]],
      totals: [],
    },
    begins,
  );
}
