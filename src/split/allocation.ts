import { allocate } from '../money/index.ts';
import { type Leg, SELLER, type SplitRule } from './rule.ts';

export type SplitRefusalCode =
  | 'amount_not_positive'
  /** The remainder is the seller's; no rule can name it. */
  | 'payee_is_the_seller'
  | 'duplicate_payee'
  | 'rate_out_of_range'
  | 'fixed_amount_not_positive'
  /** The rules together ask for more than there is. */
  | 'rules_exceed_amount'
  /** Somebody, perhaps the seller, would be named and get nothing. */
  | 'leg_rounds_to_zero';

/** Rules that cannot be paid from this amount. */
export interface SplitRefusal {
  readonly ok: false;
  readonly code: SplitRefusalCode;
  /** Whose rule or leg it is, where it is one payee's. */
  readonly payee?: string;
}

export type Split = { readonly ok: true; readonly legs: readonly Leg[] } | SplitRefusal;

/** Exact shares have this denominator: a basis point is a ten-thousandth. */
const DENOMINATOR = 10_000n;

/**
 * Compiles rules to legs: one a rule, in their order, and the seller's remainder last.
 *
 * Every exact share is a fraction over 10,000, and the legs are those shares by largest remainder, ties in
 * leg order. So they sum to the total exactly and each is less than one unit from its exact share; a fixed
 * leg, being whole, is exact.
 *
 * @param total the order's amount in minor units
 */
export function allocateSplit(rules: readonly SplitRule[], total: bigint): Split {
  if (total <= 0n) return { ok: false, code: 'amount_not_positive' };
  const flaw = findFlaw(rules);
  if (flaw) return flaw;

  const asked = rules.map((rule) => exactShare(rule, total));
  const sellers = total * DENOMINATOR - asked.reduce((sum, share) => sum + share, 0n);
  if (sellers < 0n) return { ok: false, code: 'rules_exceed_amount' };

  const payees = [...rules.map((rule) => rule.payee), SELLER];
  const legs = allocate(total, [...asked, sellers]).map((allocated, leg) => ({
    payee: payees[leg] ?? SELLER,
    allocated,
    returned: 0n,
  }));
  const empty = legs.find((leg) => leg.allocated === 0n);
  return empty ? { ok: false, code: 'leg_rounds_to_zero', payee: empty.payee } : { ok: true, legs };
}

/** In ten-thousandths of a minor unit. */
function exactShare({ basis }: SplitRule, total: bigint): bigint {
  return basis.kind === 'rate' ? total * BigInt(basis.bps) : basis.amount * DENOMINATOR;
}

/** The first rule that is wrong whatever the amount. */
function findFlaw(rules: readonly SplitRule[]): SplitRefusal | undefined {
  const seen = new Set<string>();
  for (const { payee, basis } of rules) {
    if (payee === SELLER) return { ok: false, code: 'payee_is_the_seller', payee };
    if (seen.has(payee)) return { ok: false, code: 'duplicate_payee', payee };
    seen.add(payee);
    if (basis.kind === 'rate' && !(Number.isInteger(basis.bps) && basis.bps >= 1 && basis.bps <= 10_000)) {
      return { ok: false, code: 'rate_out_of_range', payee };
    }
    if (basis.kind === 'fixed' && basis.amount <= 0n) {
      return { ok: false, code: 'fixed_amount_not_positive', payee };
    }
  }
  return undefined;
}
