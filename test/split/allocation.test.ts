import { describe, expect, it } from 'vitest';
import { allocateSplit, type SplitRule } from '../../src/split/index.ts';

function rate(payee: string, bps: number): SplitRule {
  return { payee, basis: { kind: 'rate', bps } };
}

function fixed(payee: string, amount: bigint): SplitRule {
  return { payee, basis: { kind: 'fixed', amount } };
}

/** Payees and shares, or the refusal's code. */
function split(rules: readonly SplitRule[], total: bigint): [string, bigint][] | string {
  const result = allocateSplit(rules, total);
  return result.ok ? result.legs.map(({ payee, allocated }) => [payee, allocated]) : result.code;
}

describe('a split', () => {
  it('of ¥10,000.00 at 8 % is ¥800.00 and ¥9,200.00', () => {
    expect(split([rate('platform', 800)], 1_000_000n)).toEqual([
      ['platform', 80_000n],
      ['seller', 920_000n],
    ]);
  });

  it('without rules is all the seller’s', () => {
    expect(split([], 1n)).toEqual([['seller', 1n]]);
  });

  it('begins with nothing returned', () => {
    const result = allocateSplit([], 5n);
    expect(result.ok && result.legs).toEqual([{ payee: 'seller', allocated: 5n, returned: 0n }]);
  });

  it('pays fixed legs exactly, and rates of the whole amount', () => {
    // 8 % of ¥999.99 is ¥79.9992, which rounds up; the seller bears it.
    const rules = [rate('platform', 800), fixed('logistics', 1_500n), fixed('appraiser', 3_333n)];
    expect(split(rules, 99_999n)).toEqual([
      ['platform', 8_000n],
      ['logistics', 1_500n],
      ['appraiser', 3_333n],
      ['seller', 87_166n],
    ]);
  });

  it('of five ways with odd cents gives the odd units to the largest remainders', () => {
    // Exact: 800.08, 500.05, 30.003, 123, and 8547.867 for the seller. Floors leave one unit: the seller's.
    const rules = [
      rate('platform', 800),
      rate('logistics', 500),
      rate('insurer', 30),
      fixed('appraiser', 123n),
    ];
    expect(split(rules, 10_001n)).toEqual([
      ['platform', 800n],
      ['logistics', 500n],
      ['insurer', 30n],
      ['appraiser', 123n],
      ['seller', 8_548n],
    ]);
  });

  it('gives a tied unit to the earlier leg', () => {
    // Exact: 2.5 and 2.5 for 5 at 50 %.
    expect(split([rate('platform', 5_000)], 5n)).toEqual([
      ['platform', 3n],
      ['seller', 2n],
    ]);
  });

  it('is exact beyond 2^53', () => {
    const total = 2n ** 63n - 1n;
    expect(split([rate('platform', 1)], total)).toEqual([
      ['platform', 922_337_203_685_478n],
      ['seller', 9_222_449_699_651_090_329n],
    ]);
  });
});

describe('a split is refused', () => {
  it.each([
    ['of nothing', [], 0n, 'amount_not_positive'],
    ['of less than nothing', [], -1n, 'amount_not_positive'],
    ['when a rule names the seller', [rate('seller', 100)], 100n, 'payee_is_the_seller'],
    ['when a payee comes twice', [rate('a', 100), fixed('a', 1n)], 100n, 'duplicate_payee'],
    ['at a rate of 0', [rate('a', 0)], 100n, 'rate_out_of_range'],
    ['at a rate over 100 %', [rate('a', 10_001)], 100n, 'rate_out_of_range'],
    ['at a fraction of a basis point', [rate('a', 0.5)], 100n, 'rate_out_of_range'],
    ['with a fixed leg of 0', [fixed('a', 0n)], 100n, 'fixed_amount_not_positive'],
    ['with a negative fixed leg', [fixed('a', -1n)], 100n, 'fixed_amount_not_positive'],
    ['when fixed legs exceed the amount', [fixed('a', 60n), fixed('b', 41n)], 100n, 'rules_exceed_amount'],
    [
      'when rates exceed 100 % by a basis point',
      [rate('a', 6_000), rate('b', 4_001)],
      1n,
      'rules_exceed_amount',
    ],
    [
      'when a rate and a fixed leg exceed the amount',
      [rate('a', 5_000), fixed('b', 51n)],
      100n,
      'rules_exceed_amount',
    ],
    ['when a leg rounds to zero', [rate('a', 1)], 100n, 'leg_rounds_to_zero'],
    ['when the seller is left with nothing', [fixed('a', 100n)], 100n, 'leg_rounds_to_zero'],
    ['when the seller’s part of a unit rounds to zero', [rate('a', 9_999)], 100n, 'leg_rounds_to_zero'],
  ] satisfies [string, SplitRule[], bigint, string][])('%s', (_name, rules, total, code) => {
    expect(split(rules, total)).toBe(code);
  });

  it('with the name of whose rule it is', () => {
    expect(allocateSplit([rate('platform', 800), rate('insurer', 1)], 100n)).toEqual({
      ok: false,
      code: 'leg_rounds_to_zero',
      payee: 'insurer',
    });
  });
});
