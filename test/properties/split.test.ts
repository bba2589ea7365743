import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateSplit,
  type Leg,
  netOfAll,
  returnFromLegs,
  type SplitRule,
  undoReturn,
} from '../../src/split/index.ts';
import { parameters } from './parameters.ts';

const PAYEES = ['platform', 'logistics', 'appraiser', 'insurer', 'agent'];

const basis: fc.Arbitrary<SplitRule['basis']> = fc.oneof(
  fc.record({ kind: fc.constant('rate' as const), bps: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({ kind: fc.constant('fixed' as const), amount: fc.bigInt({ min: 1n, max: 400n }) }),
);

const tiers = fc
  .tuple(fc.nat({ max: 2_000 }), fc.bigInt({ min: 1n, max: 3_000n }), fc.nat({ max: 2_000 }))
  .map(([first, from, then]) => [
    { from: 0n, bps: first },
    { from, bps: then },
  ]);

/** Rules of every kind, some of them of the share of the seller or of one before. */
const anyRules = fc
  .array(
    fc.record({
      basis: fc.oneof(basis, fc.record({ kind: fc.constant('tiered' as const), tiers })),
      of: fc.constantFrom(undefined, undefined, 'seller', 'before'),
      bound: fc.constantFrom(undefined, { min: 3n }, { max: 900n }, { min: 3n, max: 900n }),
    }),
    { maxLength: PAYEES.length },
  )
  .map((drawn): SplitRule[] =>
    drawn.map(({ basis: share, of, bound }, i) => {
      const owner = of === 'before' ? PAYEES[i - 1] : of;
      return {
        payee: PAYEES[i] ?? '',
        basis: share,
        ...bound,
        ...(owner === undefined ? {} : { of: owner }),
      };
    }),
  );

/** Rules with an amount that they can be paid from. */
const payable = fc
  .record({
    rules: fc
      .array(basis, { maxLength: PAYEES.length })
      .map((bases): SplitRule[] => bases.map((basis, i) => ({ payee: PAYEES[i] ?? '', basis }))),
    total: fc.oneof(fc.bigInt({ min: 1n, max: 5_000n }), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n })),
  })
  .filter(({ rules, total }) => allocateSplit(rules, total).ok);

function split(rules: readonly SplitRule[], total: bigint): readonly Leg[] {
  const result = allocateSplit(rules, total);
  if (!result.ok) throw new Error(result.code);
  return result.legs;
}

/** Ten-thousandths, reckoned apart from the code under test: rates of the total, fixed legs, the rest. */
function exactShares(rules: readonly SplitRule[], total: bigint): bigint[] {
  const asked = rules.map(({ basis }) => {
    if (basis.kind === 'tiered') throw new Error('reckoned for rates and fixed legs only');
    return basis.kind === 'rate' ? total * BigInt(basis.bps) : basis.amount * 10_000n;
  });
  return [...asked, asked.reduce((left, share) => left - share, total * 10_000n)];
}

/** Of one rule, in ten-thousandths. */
function exactOf({ basis, min = 0n, max }: SplitRule, base: bigint): bigint {
  const share = exactBasis(basis, base);
  if (share < min * 10_000n) return min * 10_000n;
  return max !== undefined && share > max * 10_000n ? max * 10_000n : share;
}

/** A tier counts for what its rate is above the one before. */
function exactBasis(basis: SplitRule['basis'], base: bigint): bigint {
  if (basis.kind === 'rate') return base * BigInt(basis.bps);
  if (basis.kind === 'fixed') return basis.amount * 10_000n;
  return basis.tiers.reduce((sum, { from, bps }, i) => {
    const above = base > from ? base - from : 0n;
    return sum + above * BigInt(bps - (basis.tiers[i - 1]?.bps ?? 0));
  }, 0n);
}

/** How far what is taken out of a share, and what is left of it, are from exact, in ten-thousandths. */
function errorsOf(
  owner: string | undefined,
  rules: readonly SplitRule[],
  legs: readonly Leg[],
  total: bigint,
): bigint[] {
  const takersOf = (payee: string | undefined) => rules.filter(({ of }) => of === payee);
  /** With what is taken out of it. */
  const whole = (payee: string): bigint =>
    takersOf(payee).reduce(
      (sum, taker) => sum + whole(taker.payee),
      legs.find((leg) => leg.payee === payee)?.allocated ?? 0n,
    );
  const base = owner === undefined ? total : whole(owner);
  const errors = takersOf(owner).map((rule) => whole(rule.payee) * 10_000n - exactOf(rule, base));
  return [...errors, errors.reduce((rest, error) => rest - error, 0n)];
}

const legsArbitrary = fc
  .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 6 })
  .filter((amounts) => amounts.some((amount) => amount > 0n))
  .map((amounts): Leg[] => amounts.map((allocated, i) => ({ payee: `payee-${i}`, allocated, returned: 0n })));

describe('a split', () => {
  it('12: has no negative leg, and sums to the total', () => {
    fc.assert(
      fc.property(payable, ({ rules, total }) => {
        const legs = split(rules, total);
        expect(legs.every(({ allocated }) => allocated >= 0n)).toBe(true);
        expect(legs.reduce((sum, { allocated }) => sum + allocated, 0n)).toBe(total);
      }),
      parameters(500),
    );
  });

  it('12: of every kind of rule and several levels has positive legs that sum to the total, or is refused', () => {
    fc.assert(
      fc.property(anyRules, fc.bigInt({ min: 1n, max: 20_000n }), (rules, total) => {
        const result = allocateSplit(rules, total);
        if (!result.ok) return;
        expect(result.legs.map(({ payee }) => payee)).toEqual([...rules.map(({ payee }) => payee), 'seller']);
        expect(result.legs.every(({ allocated }) => allocated > 0n)).toBe(true);
        expect(result.legs.reduce((sum, { allocated }) => sum + allocated, 0n)).toBe(total);
      }),
      parameters(1_000),
    );
  });

  it('13: moves with its rules when they are permuted, but for ties', () => {
    const permuted = payable.chain((input) =>
      fc.record({
        input: fc.constant(input),
        shuffled: fc.shuffledSubarray(input.rules, { minLength: input.rules.length }),
      }),
    );
    fc.assert(
      fc.property(permuted, ({ input: { rules, total }, shuffled }) => {
        fc.pre(allocateSplit(shuffled, total).ok);
        const before = new Map(split(rules, total).map(({ payee, allocated }) => [payee, allocated]));
        const fractions = exactShares(rules, total).map((share) => share % 10_000n);
        const payees = [...rules.map(({ payee }) => payee), 'seller'];
        for (const { payee, allocated } of split(shuffled, total)) {
          const fraction = fractions[payees.indexOf(payee)];
          const isTied = fractions.filter((other) => other === fraction).length > 1;
          const moved = allocated - (before.get(payee) ?? 0n);
          expect(isTied ? moved * moved <= 1n : moved === 0n).toBe(true);
        }
      }),
      parameters(500),
    );
  });

  it('14: gives each leg less than one unit more or less than its exact share', () => {
    fc.assert(
      fc.property(payable, ({ rules, total }) => {
        const exact = exactShares(rules, total);
        split(rules, total).forEach(({ allocated }, leg) => {
          const error = allocated * 10_000n - (exact[leg] ?? 0n);
          expect(error > -10_000n && error < 10_000n).toBe(true);
        });
      }),
      parameters(500),
    );
  });

  it('14: of every kind of rule gives each less than a unit more or less than its exact share of what it is of', () => {
    fc.assert(
      fc.property(anyRules, fc.bigInt({ min: 1n, max: 20_000n }), (rules, total) => {
        const result = allocateSplit(rules, total);
        if (!result.ok) return;
        const owners = [undefined, 'seller', ...rules.map(({ payee }) => payee)];
        for (const error of owners.flatMap((owner) => errorsOf(owner, rules, result.legs, total))) {
          expect(error > -10_000n && error < 10_000n).toBe(true);
        }
      }),
      parameters(1_000),
    );
  });
});

describe('refunds from the legs', () => {
  /** Each takes a share of what the ones before have left, in thousandths. */
  const sequence = fc.record({
    legs: legsArbitrary,
    parts: fc.array(fc.bigInt({ min: 1n, max: 1_000n }), { maxLength: 8 }),
  });

  function* take(
    legs: readonly Leg[],
    parts: readonly bigint[],
  ): Generator<ReturnType<typeof returnFromLegs>> {
    let left = legs;
    for (const part of parts) {
      const amount = (netOfAll(left) * part) / 1_000n;
      if (amount === 0n) continue;
      const taken = returnFromLegs(left, amount);
      expect(taken.returns.reduce((sum, each) => sum + each, 0n)).toBe(amount);
      left = taken.legs;
      yield taken;
    }
    if (netOfAll(left) > 0n) yield returnFromLegs(left, netOfAll(left));
  }

  it('15: take from each leg between nothing and what it has, and never give back', () => {
    fc.assert(
      fc.property(sequence, ({ legs, parts }) => {
        for (const taken of take(legs, parts)) {
          expect(taken.returns.every((amount) => amount >= 0n)).toBe(true);
          expect(taken.legs.every((leg) => leg.returned >= 0n && leg.returned <= leg.allocated)).toBe(true);
        }
      }),
      parameters(500),
    );
  });

  it('16: through any partition return every leg exactly', () => {
    fc.assert(
      fc.property(sequence, ({ legs, parts }) => {
        const last = [...take(legs, parts)].at(-1);
        expect(last?.legs).toEqual(legs.map((leg) => ({ ...leg, returned: leg.allocated })));
      }),
      parameters(500),
    );
  });

  it('leave no trace once all are undone, in any order', () => {
    const undoing = sequence.chain(({ legs, parts }) => {
      const all = [...take(legs, parts)];
      return fc.record({
        legs: fc.constant(legs),
        taken: fc.constant(all.at(-1)?.legs ?? legs),
        returns: fc.shuffledSubarray(
          all.map(({ returns }) => returns),
          { minLength: all.length },
        ),
      });
    });
    fc.assert(
      fc.property(undoing, ({ legs, taken, returns }) => {
        let left = taken;
        for (const each of returns) {
          left = undoReturn(left, each);
          expect(left.every((leg) => leg.returned >= 0n && leg.returned <= leg.allocated)).toBe(true);
        }
        expect(left).toEqual(legs);
      }),
      parameters(300),
    );
  });
});
