import { formatBeijing, type Instant } from '../../src/time/index.ts';
import { type BillSource, billFile, sumFen, yuan } from './bill-file.ts';
import { feeBackFen, feeFen } from './funds.ts';
import { BUYER } from './identities.ts';
import { splitReceiver } from './relations.ts';
import type { Leg, PaidOrder } from './trade.ts';
import { dayOf } from './trades.ts';
import type { ZipFile } from './zip.ts';

/** How bills call what moves money. Those of a fee that comes back and of shares are our words. */
const TYPES = {
  payment: '在线支付',
  fee: '收费',
  feeBack: '退费',
  refund: '退款',
  split: '交易分账',
  splitReturn: '交易退分账',
} as const;

/** What comes into the merchant's account, or, less than zero, goes out of it. */
interface Flow {
  readonly order: PaidOrder;
  readonly at: Instant;
  readonly type: (typeof TYPES)[keyof typeof TYPES];
  readonly fen: bigint;
  readonly counterparty: string;
  readonly remark?: string;
}

interface Entry extends Flow {
  /** 账务流水号 */
  readonly number: string;
  /** What the account has afterwards. */
  readonly balanceFen: bigint;
}

/**
 * What came into the merchant's account on a day, and what went out (账务账单): payments, refunds, fees and shares.
 *
 * @param begins midnight of the day in Beijing
 * @returns undefined when nothing did
 */
export function accountBill(
  { trades }: Pick<BillSource, 'trades'>,
  begins: Instant,
): readonly ZipFile[] | undefined {
  const day = dayOf(begins);
  const entries = balanced(trades.paid().flatMap(flowsOf)).filter(({ at }) => dayOf(at) === day);
  return entries.length === 0 ? undefined : [detail(entries, begins), summary(entries, begins)];
}

function flowsOf(order: PaidOrder): Flow[] {
  const { payment } = order.trade;
  const { totalFen } = order.terms;
  const flow = (
    at: Instant,
    type: keyof typeof TYPES,
    fen: bigint,
    counterparty = '',
    remark?: string,
  ): Flow => ({ order, at, type: TYPES[type], fen, counterparty, ...(remark ? { remark } : {}) });
  const accountOf = ({ receiver }: Leg) => splitReceiver(receiver).account;
  return [
    flow(payment.at, 'payment', totalFen, BUYER.logonId),
    flow(payment.at, 'fee', -feeFen(totalFen)),
    ...payment.splits.flatMap(({ at, legs }) =>
      legs.map((leg) => flow(at, 'split', -leg.amountFen, accountOf(leg))),
    ),
    ...payment.refunds.flatMap(({ at, amountFen, returns, reason, outRequestNo }) => [
      ...returns.map((leg) => flow(at, 'splitReturn', leg.amountFen, accountOf(leg))),
      flow(at, 'refund', -amountFen, BUYER.logonId, reason),
      flow(at, 'feeBack', feeBackFen(totalFen, payment, outRequestNo)),
    ]),
  ].filter(({ fen }) => fen !== 0n);
}

/** In the order in which they came. */
function balanced(flows: readonly Flow[]): Entry[] {
  let balanceFen = 0n;
  return flows
    .toSorted((a, b) => a.at - b.at)
    .map((flow, index) => {
      balanceFen += flow.fen;
      return { ...flow, number: String(index + 1).padStart(14, '5'), balanceFen };
    });
}

const HEADING = [
  '账务流水号',
  '业务流水号',
  '商户订单号',
  '商品名称',
  '发生时间',
  '对方账号',
  '收入金额（+元）',
  '支出金额（-元）',
  '账户余额（元）',
  '交易渠道',
  '业务类型',
  '备注',
];

function detail(entries: readonly Entry[], begins: Instant): ZipFile {
  const totals = (name: string, some: readonly Entry[]) =>
    `#${name}合计：${some.length}笔，共${yuan(sumFen(some, ({ fen }) => fen))}元`;
  return billFile(
    {
      name: '账务明细',
      title: '支付宝账务明细查询',
      list: '账务明细列表',
      heading: HEADING,
      // The latest is above.
      rows: entries
        .toReversed()
        .map((entry) => [
          `${entry.number}\t`,
          `${entry.order.trade.tradeNo}\t`,
          `${entry.order.terms.outTradeNo}\t`,
          `${entry.order.terms.subject}\t`,
          formatBeijing(entry.at),
          entry.counterparty,
          yuan(entry.fen > 0n ? entry.fen : 0n),
          yuan(entry.fen < 0n ? entry.fen : 0n),
          yuan(entry.balanceFen),
          '支付宝',
          entry.type,
          entry.remark ?? '',
        ]),
      totals: [totals('支出', entries.filter(isOut)), totals('收入', entries.filter(isIn))],
    },
    begins,
  );
}

function summary(entries: readonly Entry[], begins: Instant): ZipFile {
  const line = (name: string, some: readonly Entry[]) => {
    const [income, outgo] = [some.filter(isIn), some.filter(isOut)];
    const [inFen, outFen] = [sumFen(income, ({ fen }) => fen), sumFen(outgo, ({ fen }) => fen)];
    return [
      name,
      String(income.length),
      yuan(inFen),
      String(outgo.length),
      yuan(outFen),
      yuan(inFen + outFen),
    ];
  };
  const types = [...new Set(entries.map(({ type }) => type))];
  return billFile(
    {
      name: '账务明细(汇总)',
      title: '支付宝账务汇总查询',
      list: '账务汇总列表',
      heading: ['类型', '收入笔数', '收入金额（+元）', '支出笔数', '支出金额（-元）', '总金额（元）'],
      rows: [
        ...types.map((type) =>
          line(
            type,
            entries.filter((entry) => entry.type === type),
          ),
        ),
        line('合计', entries),
      ],
      totals: [],
    },
    begins,
  );
}

function isIn({ fen }: Flow): boolean {
  return fen > 0n;
}

function isOut({ fen }: Flow): boolean {
  return fen < 0n;
}
