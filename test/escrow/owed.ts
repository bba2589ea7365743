import type { Order, SplitLeg } from '../../src/escrow/index.ts';
import { netOf } from '../../src/split/index.ts';

/** What we owe a payee of a released sale itself, where its provider pays it: its share, less what it has. */
export function owedTo({ legs }: Order, { payee, state, amount, returned, forgone }: SplitLeg): bigint {
  const leg = legs.find((candidate) => candidate.payee === payee);
  const share = leg ? netOf(leg) : 0n;
  return state === 'succeeded' ? share - (amount - returned - forgone) : share;
}
