import { returnFromLegs } from '../split/index.ts';
import { couponAccount, escrowAccount } from './accounts.ts';
import { book } from './books.ts';
import { change, type Draft } from './draft.ts';
import { couponsLeft } from './views.ts';

/** The sponsors pay their part when the buyer pays the rest. */
export function bookCoupons(draft: Draft): void {
  const { order } = draft;
  for (const { payee, allocated } of order.coupons) {
    book(draft, {
      kind: 'posted',
      id: `${order.id}/coupon/${payee}`,
      code: 'payment',
      debit: couponAccount(order, payee),
      credit: escrowAccount(order),
      amount: allocated,
    });
  }
}

/**
 * Gives sponsors back what they paid, once the buyer has nothing of it any more.
 *
 * @param cause what it goes back with, unique within the order
 */
export function returnToSponsors(draft: Draft, amount: bigint, cause: string): void {
  if (amount === 0n) return;
  const { order } = draft;
  const { legs: coupons, returns } = returnFromLegs(order.coupons, amount);
  for (const [i, { payee }] of coupons.entries()) {
    const part = returns[i] ?? 0n;
    if (part === 0n) continue;
    book(draft, {
      kind: 'posted',
      id: `${order.id}/coupon/${payee}/${cause}`,
      code: 'refund',
      debit: escrowAccount(order),
      credit: couponAccount(order, payee),
      amount: part,
    });
  }
  change(draft, { coupons });
}

/** What the sponsors paid is theirs again. Nothing happens when they have all of it. */
export function returnCouponsLeft(draft: Draft): void {
  const amount = couponsLeft(draft.order);
  if (amount === 0n) return;
  change(draft, { legs: returnFromLegs(draft.order.legs, amount).legs });
  returnToSponsors(draft, amount, 'off');
}
