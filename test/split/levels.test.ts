import { describe, expect, it } from 'vitest';
import { allocateSplit, isWithinOutwardCap, outwardOf, type SplitRule } from '../../src/split/index.ts';

function split(rules: readonly SplitRule[], total: bigint): Record<string, bigint> | string {
  const result = allocateSplit(rules, total);
  return result.ok
    ? Object.fromEntries(result.legs.map(({ payee, allocated }) => [payee, allocated]))
    : result.code;
}

const commission: SplitRule = { payee: 'platform', basis: { kind: 'rate', bps: 800 } };

describe('a share with bounds', () => {
  it.each([
    ['comes to its least', 500n, { min: 100n }, 100n],
    ['comes to its most', 100_000n, { max: 1_000n }, 1_000n],
    ['stays between them as it is', 10_000n, { min: 100n, max: 1_000n }, 800n],
    ['comes to the one thing that its bounds allow', 10_000n, { min: 900n, max: 900n }, 900n],
  ])('%s', (_name, total, bounds, share) => {
    expect(split([{ ...commission, ...bounds }], total)).toEqual({
      platform: share,
      seller: total - share,
    });
  });
});

function tiered(...tiers: [from: bigint, bps: number][]): SplitRule {
  return {
    payee: 'platform',
    basis: { kind: 'tiered', tiers: tiers.map(([from, bps]) => ({ from, bps })) },
  };
}

describe('a tiered share', () => {
  it('takes each rate of its own part of the amount', () => {
    // 10 % of the first ¥1,000.00, 5 % of the next ¥4,000.00, 2 % of the ¥5,000.00 above.
    const rule = tiered([0n, 1_000], [100_000n, 500], [500_000n, 200]);
    expect(split([rule], 1_000_000n)).toEqual({
      platform: 10_000n + 20_000n + 10_000n,
      seller: 960_000n,
    });
  });

  it('leaves out tiers that the amount does not reach', () => {
    expect(split([tiered([0n, 1_000], [100_000n, 500])], 50_000n)).toMatchObject({ platform: 5_000n });
  });

  it('may begin with a part that is free', () => {
    expect(split([tiered([0n, 0], [10_000n, 1_000])], 20_000n)).toMatchObject({ platform: 1_000n });
  });
});

describe('several levels', () => {
  const agent: SplitRule = { payee: 'agent', basis: { kind: 'rate', bps: 1_000 }, of: 'seller' };

  it('take an agent’s share out of the seller’s', () => {
    // 8 % of ¥10,000.00 first; then 10 % of the ¥9,200.00 that are the seller's.
    expect(split([commission, agent], 1_000_000n)).toEqual({
      platform: 80_000n,
      agent: 92_000n,
      seller: 828_000n,
    });
  });

  it('take a share out of another payee’s', () => {
    const scout: SplitRule = { payee: 'scout', basis: { kind: 'fixed', amount: 2_000n }, of: 'agent' };
    expect(split([commission, agent, scout], 1_000_000n)).toEqual({
      platform: 80_000n,
      agent: 90_000n,
      scout: 2_000n,
      seller: 828_000n,
    });
  });

  it('keep the sum at odd amounts', () => {
    // 8 % of 9,999 is 799.92, so 800; 10 % of the 9,199 left is 919.9, so 920.
    expect(split([commission, agent], 9_999n)).toEqual({ platform: 800n, agent: 920n, seller: 8_279n });
  });
});

describe('a split is refused', () => {
  it.each([
    ['when the least is more than the most', { ...commission, min: 2n, max: 1n }, 'bounds_out_of_order'],
    ['at a least of 0', { ...commission, min: 0n }, 'bounds_out_of_order'],
    ['when its least exceeds the amount', { ...commission, min: 1_001n }, 'rules_exceed_amount'],
    ['out of the share of nobody', { ...commission, of: 'agent' }, 'unknown_payee'],
    ['out of its own share', { ...commission, of: 'platform' }, 'unknown_payee'],
    ['without tiers', { payee: 'a', basis: { kind: 'tiered', tiers: [] } }, 'tiers_out_of_order'],
    [
      'with a first tier above 0',
      { payee: 'a', basis: { kind: 'tiered', tiers: [{ from: 1n, bps: 1 }] } },
      'tiers_out_of_order',
    ],
    [
      'with two tiers from one amount',
      {
        payee: 'a',
        basis: {
          kind: 'tiered',
          tiers: [
            { from: 0n, bps: 1 },
            { from: 0n, bps: 2 },
          ],
        },
      },
      'tiers_out_of_order',
    ],
    ['with a tier over 100 %', tiered([0n, 10_001]), 'rate_out_of_range'],
    ['with a tier over 100 % behind one that is not', tiered([0n, 1], [5n, 10_001]), 'rate_out_of_range'],
    ['with a tier below nothing', tiered([0n, 1], [5n, -1]), 'rate_out_of_range'],
    [
      'when it would take more than the seller’s share',
      { payee: 'agent', basis: { kind: 'fixed', amount: 1_001n }, of: 'seller' },
      'rules_exceed_amount',
    ],
    [
      'when it would leave the seller nothing',
      { payee: 'agent', basis: { kind: 'rate', bps: 10_000 }, of: 'seller' },
      'leg_rounds_to_zero',
    ],
  ] satisfies [string, SplitRule, string][])('%s', (_name, rule, code) => {
    expect(split([rule], 1_000n)).toBe(code);
  });
});

describe('what the seller takes off the price', () => {
  const agent: SplitRule = { payee: 'agent', basis: { kind: 'rate', bps: 1_000 }, of: 'seller' };
  const off = (amount: bigint, ...rules: SplitRule[]) => {
    const result = allocateSplit(rules, 10_000n, amount);
    return result.ok ? result.legs.map(({ allocated }) => allocated) : result.code;
  };

  it('comes out of the seller’s share alone, before others share in it', () => {
    expect(off(200n, commission)).toEqual([800n, 9_000n]);
    expect(off(200n, commission, agent)).toEqual([800n, 900n, 8_100n]);
  });

  it('is at most that share', () => {
    expect(off(9_201n, commission)).toBe('rules_exceed_amount');
    expect(off(9_200n, commission)).toBe('leg_rounds_to_zero');
  });

  it('is at most that share although somebody is to have all of what is left', () => {
    expect(off(9_201n, commission, { ...agent, basis: { kind: 'rate', bps: 10_000 } })).toBe(
      'rules_exceed_amount',
    );
  });
});

describe('the outward cap', () => {
  const legs = [
    { payee: 'platform', allocated: 300n, returned: 0n },
    { payee: 'seller', allocated: 700n, returned: 0n },
  ];

  it('counts every leg but the seller’s', () => {
    expect(isWithinOutwardCap(outwardOf(legs), 1_000n, 3_000)).toBe(true);
    expect(isWithinOutwardCap(outwardOf(legs), 1_000n, 2_999)).toBe(false);
  });
});
