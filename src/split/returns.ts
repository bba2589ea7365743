import { allocate } from '../money/index.ts';
import type { Leg } from './rule.ts';

/** What a leg still has: allocated and not returned. */
export function netOf(leg: Leg): bigint {
  return leg.allocated - leg.returned;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * What legs together still have: the most that a refund can take.
 *
 * @param kept payees whose legs a refund leaves alone
 */
export function netOfAll(legs: readonly Leg[], kept: ReadonlySet<string> = NONE): bigint {
  return legs.reduce((sum, leg) => sum + returnable(leg, kept), 0n);
}

/** The legs after a refund, and what each gave for it, in leg order. */
export interface Return {
  readonly legs: readonly Leg[];
  readonly returns: readonly bigint[];
}

/**
 * Takes a refund from the legs, by largest remainder over what each still has. Whatever the sequence of
 * refunds, no leg gives more than it got, and the refund that takes the last unit empties every leg.
 *
 * Weighing by what is *left* matters: by the amounts allocated, cumulative refunds of 30 and then 31 of
 * 9000/800/150/50 would have to give a unit back to the third leg.
 *
 * @param amount minor units, 1 to {@link netOfAll}
 * @param kept payees whose legs are left alone
 * @throws RangeError when the amount is negative or more than the legs have
 */
export function returnFromLegs(
  legs: readonly Leg[],
  amount: bigint,
  kept: ReadonlySet<string> = NONE,
): Return {
  if (amount > netOfAll(legs, kept)) throw new RangeError(`the legs have less than ${amount} to return`);
  const returns = allocate(
    amount,
    legs.map((leg) => returnable(leg, kept)),
  );
  return { legs: addReturns(legs, returns), returns };
}

/** Gives the legs back what they gave for a refund that never happened. */
export function undoReturn(legs: readonly Leg[], returns: readonly bigint[]): readonly Leg[] {
  return addReturns(
    legs,
    returns.map((amount) => -amount),
  );
}

function returnable(leg: Leg, kept: ReadonlySet<string>): bigint {
  return kept.has(leg.payee) ? 0n : netOf(leg);
}

function addReturns(legs: readonly Leg[], amounts: readonly bigint[]): readonly Leg[] {
  return legs.map((leg, i) => ({ ...leg, returned: leg.returned + (amounts[i] ?? 0n) }));
}
