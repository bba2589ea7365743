import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  CURRENCIES,
  fenToYuan,
  formatDecimal,
  MAX_MINOR_UNITS,
  money,
  parseDecimal,
  parseExact,
  stringifyExact,
  yuanToFen,
} from '../../src/money/index.ts';
import { formatBeijing, formatDuration, parseBeijing, parseDuration } from '../../src/time/index.ts';
import { parameters } from './parameters.ts';

const total = fc.oneof(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 0n, max: MAX_MINOR_UNITS }));
const weight = fc.oneof(fc.bigInt({ min: 0n, max: 10n }), fc.bigInt({ min: 0n, max: MAX_MINOR_UNITS }));
const weights = fc
  .array(weight, { minLength: 1, maxLength: 12 })
  .filter((legs) => legs.some((leg) => leg > 0n));

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

/** What is left of a leg's exact share below its floor, in units of the sum of the weights. */
function remainder(base: bigint, legs: readonly bigint[], leg: number): bigint {
  return (base * (legs[leg] ?? 0n)) % sum(legs);
}

/** Remainders that several legs have, of which some got one more unit and some did not. */
function contestedRemainders(base: bigint, legs: readonly bigint[], shares: readonly bigint[]): Set<bigint> {
  const winners = new Set<bigint>();
  const losers = new Set<bigint>();
  for (const [leg, share] of shares.entries()) {
    const floor = (base * (legs[leg] ?? 0n)) / sum(legs);
    (share > floor ? winners : losers).add(remainder(base, legs, leg));
  }
  return winners.intersection(losers);
}

describe('allocate', () => {
  it('12: gives legs that are not negative and sum exactly to the total', () => {
    fc.assert(
      fc.property(total, weights, (base, legs) => {
        const shares = allocate(base, legs);
        expect(shares.every((share) => share >= 0n)).toBe(true);
        expect(sum(shares)).toBe(base);
      }),
      parameters(500),
    );
  });

  it('13: gives the same for the same', () => {
    fc.assert(
      fc.property(total, weights, (base, legs) => {
        expect(allocate(base, legs)).toEqual(allocate(base, [...legs]));
      }),
      parameters(100),
    );
  });

  it('13: gives each leg the same in any order of the legs, but for who wins a tie', () => {
    const permuted = weights.chain((legs) =>
      fc.tuple(fc.constant(legs), fc.shuffledSubarray([...legs.keys()], { minLength: legs.length })),
    );
    fc.assert(
      fc.property(total, permuted, (base, [legs, order]) => {
        const before = allocate(base, legs);
        const permutedLegs = order.map((from) => legs[from] ?? 0n);
        const after = allocate(base, permutedLegs);
        const contested = contestedRemainders(base, legs, before);
        for (const [to, from] of order.entries()) {
          if (!contested.has(remainder(base, legs, from))) expect(after[to]).toBe(before[from]);
        }
      }),
      parameters(500),
    );
  });

  it('13: lets a tie go to the earlier leg', () => {
    fc.assert(
      fc.property(total, weights, (base, legs) => {
        const shares = allocate(base, legs);
        for (const [i, share] of shares.entries()) {
          const equals = shares.slice(i + 1).filter((_, j) => legs[i + 1 + j] === legs[i]);
          for (const later of equals) expect(later).toBeLessThanOrEqual(share);
        }
      }),
      parameters(500),
    );
  });

  it('14: gives each leg less than one unit more or less than its exact share', () => {
    fc.assert(
      fc.property(total, weights, (base, legs) => {
        const whole = sum(legs);
        for (const [i, share] of allocate(base, legs).entries()) {
          const difference = share * whole - base * (legs[i] ?? 0n);
          expect(difference < whole && difference > -whole).toBe(true);
        }
      }),
      parameters(500),
    );
  });

  it('serves the larger remainder first', () => {
    fc.assert(
      fc.property(total, weights, (base, legs) => {
        const isServed = (share: bigint, i: number) => share * sum(legs) > base * (legs[i] ?? 0n);
        const shares = allocate(base, legs);
        const [served, passedOver] = [true, false].map((wanted) =>
          [...shares.entries()]
            .filter(([i, share]) => isServed(share, i) === wanted)
            .map(([i]) => remainder(base, legs, i)),
        );
        for (const more of served ?? []) {
          for (const less of passedOver ?? []) expect(less).toBeLessThanOrEqual(more);
        }
      }),
      parameters(500),
    );
  });
});

const value = fc.oneof(
  fc.bigInt({ min: 0n, max: 10_000n }),
  fc.constantFrom(1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, MAX_MINOR_UNITS),
  fc.bigInt({ min: 0n, max: MAX_MINOR_UNITS }),
);

describe('an amount', () => {
  it('is read back from its decimal form, in every currency', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CURRENCIES), value, (currency, minorUnits) => {
        const amount = money(currency, minorUnits);
        expect(parseDecimal(currency, formatDecimal(amount))).toEqual(amount);
      }),
      parameters(500),
    );
  });

  it('in yuan has two places and no other way to be written with them', () => {
    fc.assert(
      fc.property(value, (fen) => {
        expect(fenToYuan(fen)).toMatch(/^(0|[1-9]\d*)\.\d\d$/);
        expect(yuanToFen(fenToYuan(fen))).toBe(fen);
      }),
      parameters(500),
    );
  });

  it('past a ledger row is refused', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: MAX_MINOR_UNITS + 1n, max: 2n ** 80n }), (fen) => {
        expect(yuanToFen(fenToYuan(fen))).toBeUndefined();
      }),
      parameters(100),
    );
  });

  it('is never read from text of another form', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789..-+ e,'), maxLength: 8 });
    fc.assert(
      fc.property(nearly, (text) => {
        const fen = yuanToFen(text);
        if (fen !== undefined) expect([text, `${text}0`, `${text}.00`]).toContain(fenToYuan(fen));
      }),
      parameters(1000),
    );
  });
});

it('JSON keeps every bigint, and everything else', () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.bigInt(),
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseExact(stringifyExact(value))).toEqual(value);
    }),
    parameters(300),
  );
});

it('a duration is read back from its ISO form', () => {
  fc.assert(
    fc.property(fc.nat({ max: 36_525 * 86_400_000 }), (durationMs) => {
      expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
    }),
    parameters(500),
  );
});

it('a moment in Beijing is read back to the second', () => {
  fc.assert(
    fc.property(fc.nat({ max: 253_402_271_999 }), (seconds) => {
      expect(parseBeijing(formatBeijing(seconds * 1000))).toBe(seconds * 1000);
    }),
    parameters(500),
  );
});
