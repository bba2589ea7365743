import { formatMoney } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import { escrowAccount, payeeAccount, sellerReserveAccount } from './accounts.ts';
import { settleAdvance } from './advancing.ts';
import { book } from './books.ts';
import { change, type Draft, enter, note } from './draft.ts';
import { least } from './least.ts';
import { giveToSeller } from './seller-money.ts';
import { startSplit } from './splitting.ts';
import { allocations } from './views.ts';

/** Everybody gets what is left of their leg, in one chain. One that refunds have emptied moves nothing. */
export function release(draft: Draft): void {
  for (const { payee, ...leg } of draft.order.legs) {
    const amount = netOf({ payee, ...leg });
    if (amount === 0n) continue;
    if (payee === SELLER) releaseToSeller(draft, amount);
    else {
      book(draft, {
        kind: 'posted',
        id: `${draft.order.id}/release/${payee}`,
        code: 'release',
        debit: escrowAccount(draft.order),
        credit: payeeAccount(draft.order, payee),
        amount,
      });
    }
  }
  settleAdvance(draft, 0n);
  enter(draft, 'released');
  const shares = allocations(draft.order).map((share) => [share.payee, formatMoney(share.amount)]);
  note(draft, 'released', Object.fromEntries(shares));
  startSplit(draft);
}

/**
 * An advance on the proceeds is repaid first. Of the rest a part may be kept in reserve, and what the seller
 * owes from earlier is paid back.
 */
function releaseToSeller(draft: Draft, proceeds: bigint): void {
  const amount = settleAdvance(draft, proceeds);
  const { order } = draft;
  const reserved = (amount * BigInt(order.terms.reserveBps)) / 10_000n;
  if (reserved > 0n) {
    book(draft, {
      kind: 'posted',
      id: `${order.id}/release/seller/reserve`,
      code: 'release',
      debit: escrowAccount(order),
      credit: sellerReserveAccount(order.seller, order.amount.currency),
      amount: reserved,
    });
    change(draft, { reserved });
  }
  const cause = { id: `${order.id}/release/seller`, code: 'release' } as const;
  giveToSeller(draft, amount - reserved, escrowAccount(order), cause);
}

/** After-sales are over: what is left of the reserve becomes available. */
export function freeReserve(draft: Draft): void {
  const { order, funds } = draft;
  const amount = least(order.reserved - order.reserveTaken, funds.reserve);
  change(draft, { reserved: 0n, reserveTaken: 0n });
  if (amount === 0n) return;
  const reserve = sellerReserveAccount(order.seller, order.amount.currency);
  const cause = { id: `${order.id}/reserve/freed`, code: 'release' } as const;
  giveToSeller(draft, amount, reserve, cause);
  note(draft, 'reserve_freed', { amount: formatMoney({ ...order.amount, value: amount }) });
}
