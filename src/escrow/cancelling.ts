import { money } from '../money/index.ts';
import { netOfAll, returnFromLegs } from '../split/index.ts';
import { settleAdvance } from './advancing.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, enter, note } from './draft.ts';
import type { Order, Party } from './order.ts';
import { closeLivePayments } from './paying.ts';
import { startRefund } from './refunding.ts';
import { buyersPart, couponsLeft, keptPayees, paymentOf, remaining } from './views.ts';

/**
 * Takes a part of the sale back, or all that is left of it, which ends the sale. Where the buyer is at fault,
 * those whose work is done keep their shares, and the buyer gets the rest.
 */
export function refund(
  draft: Draft,
  { amount, reason, fault = 'seller' }: CommandOf<'refund'>,
): Refusal | undefined {
  const left = remaining(draft.order, spared(draft.order, fault));
  const asked = amount ?? left;
  if (asked.currency !== left.currency) return refuse('currency_differs');
  if (left.value === 0n || asked.value > left.value) return refuse('refund_exceeds_remaining');
  if (asked.value <= 0n) return refuse('refund_amount_not_positive');
  refundFromLegs(draft, asked.value, reason, fault);
  if (draft.order.ending === undefined) endIfNothingIsLeft(draft, reason, fault);
  return undefined;
}

/** Nobody has a share any more: the sale is off. Only those whose work is done: it is theirs after the hold. */
function endIfNothingIsLeft(draft: Draft, reason: string, fault: Party): void {
  if (netOfAll(draft.order.legs) === 0n) end(draft, 'cancelled', reason, fault);
  else if (remaining(draft.order, spared(draft.order, fault)).value === 0n) {
    if (draft.order.fulfilment !== 'accepted') enter(draft, 'accepted');
    note(draft, 'returned', { reason });
  }
}

/** Ends the sale before it is released; what the legs have goes back to the buyer. */
export function cancel(draft: Draft, reason: string): void {
  end(draft, 'cancelled', reason, 'seller');
}

/** @param fault who pays for the work that was done in vain */
export function end(draft: Draft, ending: 'cancelled' | 'failed', reason: string, fault: Party): void {
  enter(draft, ending);
  note(draft, ending, { reason });
  closeLivePayments(draft);
  settleAdvance(draft, 0n);
  const left = remaining(draft.order).value;
  if (left > 0n) refundFromLegs(draft, left, reason, fault);
}

/**
 * The refund that takes the last of the buyer's money takes what sponsors paid as well, back to them. Whoever
 * is at fault pays for work that was done in vain: the shares that a buyer at fault leaves behind are out of
 * the buyer's money, never the sponsors'.
 *
 * @param amount minor units, 1 to what the legs that are not spared have of the buyer's money
 */
export function refundFromLegs(draft: Draft, amount: bigint, reason: string, fault: Party): void {
  const { order } = draft;
  const kept = spared(order, fault);
  const toSponsors = amount === buyersPart(order, kept) ? couponsLeft(order) : 0n;
  const { legs, returns } = returnFromLegs(order.legs, amount + toSponsors, kept);
  const workers = keptPayees(order);
  // After release the share itself is advanced against who is at fault, and nothing is owed besides.
  const charges =
    order.ending === 'released'
      ? []
      : legs
          .map(({ payee }, i) => ({ payee, amount: returns[i] ?? 0n }))
          .filter((charge) => workers.has(charge.payee) && charge.amount > 0n);
  change(draft, { legs });
  const refunded = money(order.amount.currency, amount);
  const payment = paymentOf(order, order.paidBy);
  startRefund(draft, payment, refunded, { returns, charges, owedBy: fault, toSponsors }, reason);
}

/** Whose shares a refund leaves alone. */
function spared(order: Order, fault: Party): ReadonlySet<string> | undefined {
  return fault === 'buyer' ? keptPayees(order) : undefined;
}
