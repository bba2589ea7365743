import { SELLER } from '../split/index.ts';
import { escrowAccount, partyAccount, payeeAccount } from './accounts.ts';
import { book } from './books.ts';
import type { Draft } from './draft.ts';
import type { Refund, Source } from './order.ts';
import { giveBack, takeFromSeller } from './seller-money.ts';
import { keptPayees } from './views.ts';

/**
 * After release: brings what each leg gives for a refund back into escrow. A share that is kept, and what the
 * seller does not have any more, is advanced against whoever is at fault.
 *
 * @returns who gave how much
 */
export function takeSplitsBack(draft: Draft, refund: Refund): readonly Source[] {
  const { order } = draft;
  const kept = keptPayees(order);
  const id = splitReturnId(draft, refund);
  return order.legs.flatMap(({ payee }, i) => {
    const amount = refund.returns[i] ?? 0n;
    if (amount === 0n) return [];
    const to = escrowAccount(order);
    if (payee === SELLER) return takeFromSeller(draft, amount, to, { id, code: 'split_return' });
    const isKept = kept.has(payee);
    const account = isKept ? partyAccount(order, refund.owedBy) : payeeAccount(order, payee);
    const code = isKept ? 'advance' : 'split_return';
    book(draft, { kind: 'posted', id: `${id}/${payee}`, code, debit: account, credit: to, amount });
    return [{ account, amount }];
  });
}

/** The refund did not come about: everybody gets back what they gave for it. */
export function giveSplitsBack(draft: Draft, refund: Refund): void {
  const id = `${splitReturnId(draft, refund)}/undone`;
  giveBack(draft, refund.sources, escrowAccount(draft.order), { id, code: 'split_return' });
}

function splitReturnId({ order }: Draft, { id, attempt }: Refund): string {
  return `${order.id}/split_return/${id}${attempt === 1 ? '' : `/${attempt}`}`;
}
