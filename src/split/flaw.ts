import { SELLER, type SplitRule } from './rule.ts';

export type SplitRefusalCode =
  | 'amount_not_positive'
  /** The remainder is the seller's; no rule can name it. */
  | 'payee_is_the_seller'
  | 'duplicate_payee'
  | 'rate_out_of_range'
  | 'fixed_amount_not_positive'
  /** The first tier does not begin at 0, or one does not begin after the one before it. */
  | 'tiers_out_of_order'
  /** A bound is not more than zero, or the least is more than the most. */
  | 'bounds_out_of_order'
  /** A share is to be taken out of the share of somebody who is not named before. */
  | 'unknown_payee'
  /** The rules together ask for more than there is. */
  | 'rules_exceed_amount'
  /** A coupon is of nothing, or the coupons leave the buyer nothing to pay. */
  | 'coupons_out_of_range'
  /** More would go out to others than the seller than the channel lets out. */
  | 'outward_cap_exceeded'
  /** Somebody, perhaps the seller, would be named and get nothing. */
  | 'leg_rounds_to_zero';

/** Rules that cannot be paid from this amount. */
export interface SplitRefusal {
  readonly ok: false;
  readonly code: SplitRefusalCode;
  /** Whose rule or leg it is, where it is one payee's. */
  readonly payee?: string;
}

/** The first rule that is wrong whatever the amount. */
export function findFlaw(rules: readonly SplitRule[]): SplitRefusal | undefined {
  const named = new Set<string>();
  for (const rule of rules) {
    const code = flawOf(rule, named);
    if (code) return { ok: false, code, payee: rule.payee };
    named.add(rule.payee);
  }
  return undefined;
}

function flawOf(
  { payee, basis, min, max, of }: SplitRule,
  named: ReadonlySet<string>,
): SplitRefusalCode | undefined {
  if (payee === SELLER) return 'payee_is_the_seller';
  if (named.has(payee)) return 'duplicate_payee';
  if (of !== undefined && of !== SELLER && !named.has(of)) return 'unknown_payee';
  const isBoundWrong = [min, max].some((bound) => bound !== undefined && bound <= 0n);
  if (isBoundWrong || (min !== undefined && max !== undefined && min > max)) return 'bounds_out_of_order';
  return flawOfBasis(basis);
}

function flawOfBasis(basis: SplitRule['basis']): SplitRefusalCode | undefined {
  switch (basis.kind) {
    case 'rate':
      return isRate(basis.bps) && basis.bps > 0 ? undefined : 'rate_out_of_range';
    case 'fixed':
      return basis.amount > 0n ? undefined : 'fixed_amount_not_positive';
    case 'tiered': {
      const { tiers } = basis;
      const isInOrder = tiers.every(({ from }, i) => from > (tiers[i - 1]?.from ?? -1n));
      if (tiers[0]?.from !== 0n || !isInOrder) return 'tiers_out_of_order';
      return tiers.every(({ bps }) => isRate(bps)) ? undefined : 'rate_out_of_range';
    }
    default:
      return basis satisfies never;
  }
}

function isRate(bps: number): boolean {
  return Number.isInteger(bps) && bps >= 0 && bps <= 10_000;
}
