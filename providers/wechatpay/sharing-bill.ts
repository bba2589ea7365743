import { type BillTable, billTime, sumFen, yuan } from './bills.ts';
import { sellerOf } from './funds.ts';
import { MCHID } from './identities.ts';
import type { Office } from './office.ts';
import type { PaidOrder, Sharing, SharingReturn } from './trade.ts';

const HEADER = [
  '分账时间',
  '分账发起方',
  '分账方',
  '微信订单号',
  '微信分账/回退单号',
  '分账明细单号',
  '商户分账/回退单号',
  '订单金额',
  '分账接收方',
  '分账金额',
  '业务类型',
  '处理状态',
  '分账描述',
];
const SUMMARY_HEADER = ['总笔数', '分账总金额', '回退总金额'];

/**
 * The day's shares and returns; what came to nothing is not in it.
 *
 * @returns undefined when there were none
 */
export function sharingBill({ trades }: Office, day: string, subMchid?: string): BillTable | undefined {
  const isAsked = ({ order }: { order: PaidOrder }) =>
    subMchid === undefined || order.terms.subMchid === subMchid;
  const shares = trades
    .askedOn('sharing', day)
    .filter(isAsked)
    .flatMap(({ order, no }) => successes(order, no));
  const returns = trades
    .askedOn('return', day)
    .filter(isAsked)
    .flatMap(({ order, no }) => {
      const done = order.payment.returns.find(({ outReturnNo }) => outReturnNo === no);
      return done?.result === 'SUCCESS' ? [{ order, done }] : [];
    });
  if (shares.length + returns.length === 0) return undefined;
  return {
    header: HEADER,
    rows: [...shares.map(shareRow), ...returns.map(returnRow)],
    summaryHeader: SUMMARY_HEADER,
    summary: [
      String(shares.length + returns.length),
      yuan(sumFen(shares, ({ share }) => share.amountFen)),
      yuan(sumFen(returns, ({ done }) => done.amountFen)),
    ],
  };
}

interface ShareLine {
  readonly order: PaidOrder;
  readonly sharing: Sharing;
  readonly share: Sharing['shares'][number];
}

function successes(order: PaidOrder, outOrderNo: string): ShareLine[] {
  const sharing = order.payment.sharings.find((one) => one.outOrderNo === outOrderNo);
  if (!sharing) return [];
  return sharing.shares
    .filter(({ result }) => result === 'SUCCESS')
    .map((share) => ({ order, sharing, share }));
}

function shareRow({ order, sharing, share }: ShareLine): string[] {
  return [
    billTime(share.finishedAt ?? sharing.createdAt),
    MCHID,
    sellerOf(order),
    order.payment.transactionId,
    sharing.orderId,
    share.detailId,
    sharing.outOrderNo,
    yuan(order.terms.totalFen),
    share.account,
    yuan(share.amountFen),
    share.account === sellerOf(order) ? '解冻' : '分账',
    '成功',
    share.description,
  ];
}

function returnRow({ order, done }: { readonly order: PaidOrder; readonly done: SharingReturn }): string[] {
  return [
    billTime(done.at),
    MCHID,
    sellerOf(order),
    order.payment.transactionId,
    done.returnId,
    '',
    done.outReturnNo,
    yuan(order.terms.totalFen),
    done.returnMchid,
    yuan(done.amountFen),
    '分账回退',
    '成功',
    done.description,
  ];
}
