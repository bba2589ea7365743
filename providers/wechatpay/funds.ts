import { MCHID } from './identities.ts';
import type { Rules } from './rules.ts';
import type { Order, PaidOrder, Payment, Sharing } from './trade.ts';

/**
 * Where money can be. `buyer` and `bank` are the world outside; `refunding` and `sharing` is money on its
 * way. What leaves one account arrives at another, so that all balances together are always zero.
 */
export type Account =
  | 'buyer'
  | 'bank'
  | 'fee'
  | 'refunding'
  | 'sharing'
  | 'transferring'
  | `available:${string}`
  | `frozen:${string}`
  | `openid:${string}`;

/** How a movement is shown in a merchant's fund bill. */
export interface FlowEntry {
  /** 业务名称 */
  readonly name: string;
  /** 业务类型 */
  readonly type: string;
  /** 微信支付业务单号 */
  readonly businessNo: string;
  /** 资金流水单号 */
  readonly flowNo: string;
  /** 业务凭证号: the merchant's own number. */
  readonly voucherNo: string;
  readonly remark?: string;
}

export interface Move {
  readonly from: Account;
  readonly to: Account;
  readonly fen: bigint;
  readonly entry: FlowEntry;
}

/** Who sold: the sub-merchant whose order it is, or the merchant itself. */
export function sellerOf({ terms }: Pick<Order, 'terms'>): string {
  return terms.subMchid ?? MCHID;
}

/** The fee on an amount that is paid and not refunded. @param agreed the rules of now, or a payment with those of then */
export function feeFen(amountFen: bigint, { feeBps }: Pick<Payment, 'feeBps'>): bigint {
  return (amountFen * feeBps + 5000n) / 10_000n;
}

/** Given back to the buyer, or on its way there. */
export function refundedFen({ refunds }: Payment): bigint {
  return refunds.reduce((sum, { status, amountFen }) => (status === 'CLOSED' ? sum : sum + amountFen), 0n);
}

/** The most that receivers may get of an order, all requests together. */
export function shareableFen({ terms, payment }: PaidOrder, rules: Rules): bigint {
  return ((terms.totalFen - feeFen(terms.totalFen, payment)) * rules.sharingMaxRatioBps) / 10_000n;
}

/** What receivers got, or will get if nothing goes wrong. What they give back counts as before. */
export function sharedFen({ sharings }: Payment, seller: string): bigint {
  return sharings.reduce((sum, sharing) => sum + outgoingFen(sharing, seller), 0n);
}

function outgoingFen({ shares }: Sharing, seller: string): bigint {
  return shares.reduce(
    (sum, { account, amountFen, result }) =>
      result === 'CLOSED' || account === seller ? sum : sum + amountFen,
    0n,
  );
}
