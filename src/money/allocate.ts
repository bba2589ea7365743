/**
 * Shares a total out in proportion to weights, by largest remainder: each leg gets the floor of its exact
 * share, and what is left goes, one unit each, to the legs with the largest remainders; ties go in leg order.
 *
 * The rule is named because the field's libraries disagree: 5 at 3:7 is 1/4 in one and 2/3 in another; here
 * the exact shares are 1.5 and 3.5, the remainders tie, and the first leg gets the unit: 2/3.
 *
 * @param total in minor units, >= 0
 * @param weights >= 0, with a positive sum
 * @returns one share a weight, each within one unit of its exact share, together exactly `total`
 * @throws RangeError when the total or a weight is negative, or every weight is zero
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (total < 0n) throw new RangeError(`cannot allocate a negative total: ${total}`);
  if (weights.some((weight) => weight < 0n)) throw new RangeError('a weight is negative');
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) throw new RangeError('every weight is zero');

  const shares = weights.map((weight) => (total * weight) / sum);
  const remainders = weights.map((weight) => (total * weight) % sum);
  let left = total - shares.reduce((a, b) => a + b, 0n);
  const byRemainder = remainders
    .map((remainder, leg) => ({ remainder, leg }))
    .sort((a, b) => (a.remainder === b.remainder ? a.leg - b.leg : a.remainder > b.remainder ? -1 : 1));
  for (const { leg } of byRemainder) {
    if (left === 0n) break;
    shares[leg] = (shares[leg] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}
