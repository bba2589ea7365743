import type { Money } from '../../../money/index.ts';
import type { Receiver } from '../../splitting.ts';

/** What one account gets or gives, of one payee or several. */
export interface Share {
  readonly receiver: Receiver;
  readonly payees: readonly string[];
  readonly fen: bigint;
}

/** One share an account: payees may have the same. */
export function addedUp(
  legs: readonly { readonly receiver: Receiver; readonly amount: Money }[],
): readonly Share[] {
  const shares = new Map<string, Share>();
  for (const { receiver, amount } of legs) {
    const key = `${receiver.type}:${receiver.account}`;
    const before = shares.get(key) ?? { receiver, payees: [], fen: 0n };
    shares.set(key, {
      ...before,
      payees: [...before.payees, receiver.payee],
      fen: before.fen + amount.value,
    });
  }
  return [...shares.values()];
}
