import { describe, expect, it } from 'vitest';
import { allocate } from '../../src/money/index.ts';

describe('allocate', () => {
  it.each([
    ['in exact proportion', 100n, [1n, 3n], [25n, 75n]],
    ['the unit that is left to the largest remainder', 10n, [1n, 1n, 4n], [2n, 2n, 6n]],
    ['a tie to the earlier leg', 5n, [3n, 7n], [2n, 3n]],
    ['many ties in leg order', 5n, [1n, 1n, 1n], [2n, 2n, 1n]],
    ['nothing of nothing', 0n, [1n, 2n], [0n, 0n]],
    ['nothing to a leg without weight', 7n, [0n, 1n, 0n], [0n, 7n, 0n]],
    ['all to an only leg', 7n, [3n], [7n]],
    ['beyond 2^63, exactly', 2n ** 70n + 1n, [1n, 1n], [2n ** 69n + 1n, 2n ** 69n]],
  ])('gives %s', (_, total, weights, shares) => {
    expect(allocate(total, weights)).toEqual(shares);
  });

  it.each([
    ['a negative total', -1n, [1n], 'cannot allocate a negative total: -1'],
    ['a negative weight', 1n, [2n, -1n], 'a weight is negative'],
    ['weights that are all zero', 1n, [0n, 0n], 'every weight is zero'],
    ['no weights', 1n, [], 'every weight is zero'],
  ])('refuses %s', (_, total, weights, why) => {
    expect(() => allocate(total, weights)).toThrow(new RangeError(why));
  });

  it('leaves the weights as they were', () => {
    const weights = [2n, 1n];
    allocate(10n, weights);
    expect(weights).toEqual([2n, 1n]);
  });
});
