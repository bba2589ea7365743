import type { Payment } from './trade.ts';

/** Given back to the buyer so far. */
export function refundedFen(payment: Payment): bigint {
  return payment.refunds.reduce((sum, { amountFen }) => sum + amountFen, 0n);
}

/** What each receiver holds of the trade: what was split to it, less what it gave back. */
export function sharesFen(payment: Payment): Map<string, bigint> {
  const shares = new Map<string, bigint>();
  const add = (receiver: string, fen: bigint) => shares.set(receiver, (shares.get(receiver) ?? 0n) + fen);
  for (const { legs } of payment.splits) for (const leg of legs) add(leg.receiver, leg.amountFen);
  for (const { returns } of payment.refunds) for (const leg of returns) add(leg.receiver, -leg.amountFen);
  return shares;
}

/** What all receivers together hold of the trade. */
export function splitOutFen(payment: Payment): bigint {
  return [...sharesFen(payment).values()].reduce((sum, fen) => sum + fen, 0n);
}

/** What the seller still holds of the trade, or is held for it. */
export function withSellerFen(totalFen: bigint, payment: Payment): bigint {
  return totalFen - refundedFen(payment) - splitOutFen(payment);
}

/** Alipay's fee, in hundredths of a percent of what is paid and not refunded; half a fen is rounded up. */
const FEE_BPS = 60n;

export function feeFen(amountFen: bigint): bigint {
  return (amountFen * FEE_BPS + 5000n) / 10_000n;
}

/** What of the fee comes back with a refund: all refunds together bring it back to the fen. */
export function feeBackFen(totalFen: bigint, { refunds }: Payment, outRequestNo: string): bigint {
  const index = refunds.findIndex((refund) => refund.outRequestNo === outRequestNo);
  const before = refunds.slice(0, index).reduce((left, { amountFen }) => left - amountFen, totalFen);
  return feeFen(before) - feeFen(before - (refunds[index]?.amountFen ?? 0n));
}
