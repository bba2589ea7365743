import { SELLER } from '../split/index.ts';
import { type Refusal, refuse } from './command.ts';
import type { Charge } from './order.ts';

/** Why nobody can be charged so; undefined when all is well. */
export function findWrongCharge(charges: readonly Charge[]): Refusal | undefined {
  if (charges.some(({ amount }) => amount <= 0n)) return refuse('charge_not_positive');
  if (charges.some(({ payee }) => payee === SELLER)) return refuse('charge_to_the_seller');
  return undefined;
}
