import { allocate } from '../money/index.ts';
import { findFlaw, type SplitRefusal } from './flaw.ts';
import { type Leg, SELLER, type SplitRule } from './rule.ts';

export type Split = { readonly ok: true; readonly legs: readonly Leg[] } | SplitRefusal;

/** Exact shares have this denominator: a basis point is a ten-thousandth. */
const DENOMINATOR = 10_000n;

/**
 * Compiles rules to legs: one a rule, in their order, and the seller's remainder last.
 *
 * The order's amount is shared out first, among the rules that name nobody's share and the seller; then the
 * seller's share, and then each other share in turn, among the rules that are taken out of it and its owner.
 * Each time every exact share is a fraction over 10,000, and the legs are those shares by largest remainder,
 * ties in rule order and the owner of the remainder last. So they sum to the total exactly and each is less
 * than one unit from its exact share; a fixed leg, being whole, is exact.
 *
 * @param total the order's amount in minor units
 * @param offByTheSeller what the seller takes off the price: the others share in the whole amount all the same
 */
export function allocateSplit(rules: readonly SplitRule[], total: bigint, offByTheSeller = 0n): Split {
  if (total <= 0n) return { ok: false, code: 'amount_not_positive' };
  const flaw = findFlaw(rules);
  if (flaw) return flaw;

  const shares = shareOutAll(rules, total, offByTheSeller);
  if (!shares) return { ok: false, code: 'rules_exceed_amount' };
  const payees = [...rules.map(({ payee }) => payee), SELLER];
  const legs = payees.map((payee) => ({ payee, allocated: shares.get(payee) ?? 0n, returned: 0n }));
  const empty = legs.find((leg) => leg.allocated === 0n);
  return empty ? { ok: false, code: 'leg_rounds_to_zero', payee: empty.payee } : { ok: true, legs };
}

/** @returns what each payee and the seller get; undefined when the rules ask for more than there is */
function shareOutAll(
  rules: readonly SplitRule[],
  total: bigint,
  offByTheSeller: bigint,
): ReadonlyMap<string, bigint> | undefined {
  const shares = new Map<string, bigint>();
  for (const owner of [undefined, SELLER, ...rules.map(({ payee }) => payee)]) {
    const takers = rules.filter(({ of }) => of === owner);
    const base = owner === undefined ? total : (shares.get(owner) ?? 0n);
    const taken = shareOut(takers, base);
    if (!taken) return undefined;
    for (const [i, { payee }] of takers.entries()) shares.set(payee, taken[i] ?? 0n);
    const left = (taken.at(-1) ?? 0n) - (owner === undefined ? offByTheSeller : 0n);
    if (left < 0n) return undefined;
    shares.set(owner ?? SELLER, left);
  }
  return shares;
}

/** @returns a share for each taker, and what is left last; undefined when they ask for more than there is */
function shareOut(takers: readonly SplitRule[], base: bigint): readonly bigint[] | undefined {
  const asked = takers.map((rule) => exactShare(rule, base));
  const left = base * DENOMINATOR - asked.reduce((sum, share) => sum + share, 0n);
  if (left < 0n) return undefined;
  return base === 0n ? [...asked, 0n] : allocate(base, [...asked, left]);
}

/** In ten-thousandths of a minor unit. */
function exactShare({ basis, min, max }: SplitRule, base: bigint): bigint {
  const share = exactBasis(basis, base);
  if (min !== undefined && share < min * DENOMINATOR) return min * DENOMINATOR;
  if (max !== undefined && share > max * DENOMINATOR) return max * DENOMINATOR;
  return share;
}

function exactBasis(basis: SplitRule['basis'], base: bigint): bigint {
  switch (basis.kind) {
    case 'rate':
      return base * BigInt(basis.bps);
    case 'fixed':
      return basis.amount * DENOMINATOR;
    case 'tiered':
      return basis.tiers.reduce((sum, { from, bps }, i) => {
        const next = basis.tiers[i + 1]?.from ?? base;
        const end = next < base ? next : base;
        return end > from ? sum + (end - from) * BigInt(bps) : sum;
      }, 0n);
    default:
      return basis satisfies never;
  }
}

/** What the legs of others than the seller come to. */
export function outwardOf(legs: readonly Leg[]): bigint {
  return legs.reduce((sum, { payee, allocated }) => sum + (payee === SELLER ? 0n : allocated), 0n);
}

/**
 * Whether what goes to others than the seller, who receives the settlement, keeps to what a channel lets out.
 *
 * @param capBps basis points of the total; 3,000 with Alipay and WeChat Pay unless agreed otherwise
 */
export function isWithinOutwardCap(outward: bigint, total: bigint, capBps: number): boolean {
  return outward * DENOMINATOR <= total * BigInt(capBps);
}
