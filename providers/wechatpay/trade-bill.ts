import { type BillTable, billTime, sumFen, yuan } from './bills.ts';
import { feeFen } from './funds.ts';
import { MCHID } from './identities.ts';
import type { Office } from './office.ts';
import { BANK_TYPES, type PaidOrder, type Refund, type RefundStatus } from './trade.ts';

export const BILL_TYPES = ['ALL', 'SUCCESS', 'REFUND'] as const;
export type BillType = (typeof BILL_TYPES)[number];

/** A line of the trade bill: a payment, or a refund of one. */
interface Line {
  readonly order: PaidOrder;
  readonly refund?: Refund;
  /** What was paid, or given back. */
  readonly amountFen: bigint;
  readonly feeFen: bigint;
}

interface Column {
  readonly name: string;
  /** The bills that it stands in. */
  readonly bills: readonly BillType[];
  value(line: Line): string;
}

const EVERY = BILL_TYPES;

function column(name: string, value: Column['value'], bills: readonly BillType[] = EVERY): Column {
  return { name, bills, value };
}

/** Bills have a language of their own for how a refund stands. */
const REFUND_STATES: Record<RefundStatus, string> = {
  SUCCESS: 'SUCCESS',
  PROCESSING: 'PROCESSING',
  ABNORMAL: 'CHANGE',
  CLOSED: 'FAIL',
};

const NOTHING = '0.00';
const WITH_REFUNDS: readonly BillType[] = ['ALL', 'REFUND'];

/** In the order of the real bill (seen in public copies of bills). */
const COLUMNS: readonly Column[] = [
  column('交易时间', ({ order, refund }) => billTime(refund?.createdAt ?? order.payment.at)),
  column('公众账号ID', ({ order }) => order.terms.appid),
  column('商户号', () => MCHID),
  column('特约商户号', ({ order }) => order.terms.subMchid ?? '0'),
  column('设备号', () => ''),
  column('微信订单号', ({ order }) => order.payment.transactionId),
  column('商户订单号', ({ order }) => order.terms.outTradeNo),
  column('用户标识', ({ order }) => order.payment.openid),
  column('交易类型', ({ order }) => order.terms.tradeType),
  column('交易状态', ({ order, refund }) =>
    refund ? 'REFUND' : order.state === 'REVOKED' ? 'REVOKED' : 'SUCCESS',
  ),
  column('付款银行', ({ order }) => BANK_TYPES[order.payment.method].bankType),
  column('货币种类', () => 'CNY'),
  column('应结订单金额', ({ refund, amountFen }) => (refund ? NOTHING : yuan(amountFen))),
  column('代金券金额', () => NOTHING),
  column('退款申请时间', ({ refund }) => (refund ? billTime(refund.createdAt) : ''), ['REFUND']),
  column(
    '退款成功时间',
    ({ refund }) => (refund?.succeededAt === undefined ? '' : billTime(refund.succeededAt)),
    ['REFUND'],
  ),
  column('微信退款单号', ({ refund }) => refund?.refundId ?? '0', WITH_REFUNDS),
  column('商户退款单号', ({ refund }) => refund?.outRefundNo ?? '0', WITH_REFUNDS),
  column('退款金额', ({ refund, amountFen }) => yuan(refund ? amountFen : 0n), WITH_REFUNDS),
  column('充值券退款金额', () => NOTHING, WITH_REFUNDS),
  column('退款类型', ({ refund }) => (refund ? 'ORIGINAL' : ''), WITH_REFUNDS),
  column('退款状态', ({ refund }) => (refund ? REFUND_STATES[refund.status] : ''), WITH_REFUNDS),
  column('商品名称', ({ order }) => order.terms.description),
  column('商户数据包', ({ order }) => order.terms.attach ?? ''),
  column('手续费', (line) => `${yuan(line.feeFen)}000`),
  column('费率', ({ order }) => rateOf(order)),
  column('订单金额', ({ refund, amountFen }) => (refund ? NOTHING : yuan(amountFen))),
  column('申请退款金额', ({ refund, amountFen }) => yuan(refund ? amountFen : 0n), WITH_REFUNDS),
  column('费率备注', () => ''),
];

/** `0.60%` */
function rateOf({ payment }: PaidOrder): string {
  return `${(Number(payment.feeBps) / 100).toFixed(2)}%`;
}

const SUMMARY_HEADER = [
  '总交易单数',
  '应结订单总金额',
  '退款总金额',
  '充值券退款总金额',
  '手续费总金额',
  '订单总金额',
  '申请退款总金额',
];

/**
 * The day's payments and refunds, of the merchant and its sub-merchants, or of one of them.
 *
 * @returns undefined when there were none
 */
export function tradeBill(
  office: Office,
  {
    day,
    type,
    subMchid,
  }: { readonly day: string; readonly type: BillType; readonly subMchid?: string | undefined },
): BillTable | undefined {
  const lines = linesOf(office, day).filter(
    ({ order, refund }) =>
      (type === 'ALL' || (type === 'REFUND') === (refund !== undefined)) &&
      (subMchid === undefined || order.terms.subMchid === subMchid),
  );
  if (lines.length === 0) return undefined;
  const columns = COLUMNS.filter(({ bills }) => bills.includes(type));
  const paidFen = sumFen(lines, ({ refund, amountFen }) => (refund ? 0n : amountFen));
  const refundedFen = sumFen(lines, ({ refund, amountFen }) => (refund ? amountFen : 0n));
  return {
    header: columns.map(({ name }) => name),
    rows: lines.map((line) => columns.map(({ value }) => value(line))),
    summaryHeader: SUMMARY_HEADER,
    summary: [
      String(lines.length),
      yuan(paidFen),
      yuan(refundedFen),
      NOTHING,
      `${yuan(sumFen(lines, (line) => line.feeFen))}000`,
      yuan(paidFen),
      yuan(refundedFen),
    ],
  };
}

/** As they are to be shown: payments first, then refunds. */
function linesOf(office: Office, day: string): readonly Line[] {
  return office.mishaps.statement<Line>({
    method: 'GET /v3/bill/tradebill',
    day,
    rows: [...payments(office, day), ...refunds(office, day)],
    keyOf: ({ order, refund }) => refund?.refundId ?? order.payment.transactionId,
    orderOf: ({ order }) => order.terms.outTradeNo,
    offBy: (line, fen) => ({ ...line, amountFen: line.amountFen + fen }),
  });
}

function payments({ trades }: Office, day: string): Line[] {
  return trades
    .paidOn(day)
    .toSorted((a, b) => a.payment.at - b.payment.at)
    .map((order) => ({
      order,
      amountFen: order.terms.totalFen,
      feeFen: feeFen(order.terms.totalFen, order.payment),
    }));
}

function refunds({ trades }: Office, day: string): Line[] {
  return trades
    .askedOn('refund', day)
    .flatMap(({ order, no }) => {
      const refund = order.payment.refunds.find(({ outRefundNo }) => outRefundNo === no);
      return refund ? [{ order, refund, amountFen: refund.amountFen, feeFen: -refund.feeBackFen }] : [];
    })
    .toSorted((a, b) => a.refund.createdAt - b.refund.createdAt);
}
