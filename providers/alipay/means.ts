import { allocate, fenToYuan } from '../../src/money/index.ts';
import type { Means, PaymentMethod } from './trade.ts';

/** How a payment was funded, as answers and notifications show it. */
export interface FundBill {
  readonly amount: string;
  readonly fund_channel: string;
  readonly fund_type?: string;
}

const CHANNELS: Record<PaymentMethod, Omit<FundBill, 'amount'>> = {
  balance: { fund_channel: 'ALIPAYACCOUNT' },
  huabei: { fund_channel: 'PCREDIT' },
  debit_card: { fund_channel: 'BANKCARD', fund_type: 'DEBIT_CARD' },
  credit_card: { fund_channel: 'BANKCARD', fund_type: 'CREDIT_CARD' },
};

export function fundBill({ method }: Means, amountFen: bigint): FundBill {
  return { amount: fenToYuan(amountFen), ...CHANNELS[method] };
}

/** Huabei's instalments, and what the buyer pays for them, in basis points of the price. */
const BUYER_FEE_BPS = new Map<number, bigint>([
  [3, 230n],
  [6, 450n],
  [12, 750n],
]);

export const INSTALMENTS: readonly number[] = [...BUYER_FEE_BPS.keys()];

export interface InstalmentPlan {
  readonly instalments: number;
  /** What the buyer owes each month, its fee included; the first months carry the odd fen. */
  readonly dueFen: readonly bigint[];
  /** Of which fee. */
  readonly feeFen: readonly bigint[];
}

/**
 * What Huabei asks of the buyer, month by month. The price the merchant gets is the same either way.
 *
 * @param sellerBearsFee `hb_fq_seller_percent` is 100
 */
export function instalmentPlan(
  priceFen: bigint,
  instalments: number,
  sellerBearsFee: boolean,
): InstalmentPlan {
  const bps = BUYER_FEE_BPS.get(instalments);
  if (bps === undefined) throw new RangeError(`Huabei has no ${instalments} instalments`);
  const even = Array.from({ length: instalments }, () => 1n);
  const totalFeeFen = sellerBearsFee ? 0n : (priceFen * bps + 5000n) / 10_000n;
  const feeFen = allocate(totalFeeFen, even);
  const dueFen = allocate(priceFen, even).map((fen, month) => fen + (feeFen[month] ?? 0n));
  return { instalments, dueFen, feeFen };
}
