import type { Flow } from './accounts.ts';
import { type BillTable, billTime, sumFen, yuan } from './bills.ts';
import type { Office } from './office.ts';

const HEADER = [
  '记账时间',
  '微信支付业务单号',
  '资金流水单号',
  '业务名称',
  '业务类型',
  '收支类型',
  '收支金额(元)',
  '账户结余(元)',
  '资金变更提交申请人',
  '备注',
  '业务凭证号',
];
const SUMMARY_HEADER = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额'];

/**
 * What came into a merchant's account that day, and what went out.
 *
 * @returns undefined when nothing did
 */
export function fundBill({ accounts }: Office, mchid: string, day: string): BillTable | undefined {
  const flows = accounts.flows(mchid, day);
  return flows.length === 0 ? undefined : tableOf(flows, HEADER, rowOf);
}

/** The same of several merchants in one, each line with whose it is. */
export function fundBillOfAll(
  { accounts }: Office,
  mchids: readonly string[],
  day: string,
): BillTable | undefined {
  const flows = mchids.flatMap((mchid) => accounts.flows(mchid, day)).toSorted((a, b) => a.at - b.at);
  if (flows.length === 0) return undefined;
  return tableOf(flows, [...HEADER, '二级商户号'], (flow) => [...rowOf(flow), flow.mchid]);
}

function tableOf(
  flows: readonly Flow[],
  header: readonly string[],
  row: (flow: Flow) => readonly string[],
): BillTable {
  const income = flows.filter(({ fen }) => fen > 0n);
  const outgo = flows.filter(({ fen }) => fen < 0n);
  return {
    header,
    rows: flows.map(row),
    summaryHeader: SUMMARY_HEADER,
    summary: [
      String(flows.length),
      String(income.length),
      yuan(sumFen(income, ({ fen }) => fen)),
      String(outgo.length),
      yuan(-sumFen(outgo, ({ fen }) => fen)),
    ],
  };
}

function rowOf(flow: Flow): string[] {
  return [
    billTime(flow.at),
    flow.businessNo,
    flow.flowNo,
    flow.name,
    flow.type,
    flow.fen > 0n ? '收入' : '支出',
    yuan(flow.fen > 0n ? flow.fen : -flow.fen),
    yuan(flow.balanceFen),
    `${flow.mchid}API`,
    flow.remark ?? '',
    flow.voucherNo,
  ];
}
