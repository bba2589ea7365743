import { shiftToEscrow } from './charging-back.ts';
import type { CommandOf } from './command.ts';
import { returnCouponsLeft } from './coupons.ts';
import { change, type Draft, enter, note } from './draft.ts';
import type { Order, StateTimer } from './order.ts';
import { closeLivePayments } from './paying.ts';
import { freeReserve, release } from './releasing.ts';
import { buyersPart, escrowHeld, isContested, isLive, isSplitting } from './views.ts';

/** Nobody paid in time. Money that comes later is given back; the order is not revived. */
export function expire(draft: Draft): void {
  enter(draft, 'expired');
  note(draft, 'expired');
  closeLivePayments(draft);
}

export function ship(draft: Draft, { type: _type, ...parcel }: CommandOf<'ship'>): void {
  change(draft, { workDone: [...draft.order.workDone, 'shipping'] });
  enter(draft, 'shipped');
  note(draft, 'shipped', parcel);
}

/** Nobody has said that the parcel arrived. It may be lost or only unsaid, so nothing is decided by itself. */
export function deliveryOverdue(draft: Draft): void {
  note(draft, 'delivery_overdue', { next: 'needs a person' });
}

/** The buyer has the goods, and time to look at them. */
export function receive(draft: Draft): void {
  enter(draft, 'inspecting');
  note(draft, 'received');
}

export function accept(draft: Draft, by: 'buyer' | 'time'): void {
  enter(draft, 'accepted');
  note(draft, 'accepted', { by });
}

/** What follows by itself as soon as nothing holds it up. Called after everything that happens. */
export function settle(draft: Draft): void {
  shiftToEscrow(draft);
  if (isOffWithoutTheBuyer(draft.order)) returnCouponsLeft(draft);
  if (isToBeReleased(draft.order)) release(draft);
  if (isToBeClosed(draft.order)) close(draft);
}

/**
 * The hold has run out, nobody contests it, and no refund of the sale is on its way. One that is might still
 * fail, and its money would be the legs' again: waiting for it keeps the release one chain that happens once.
 */
function isToBeReleased(order: Order): boolean {
  const isDue = order.fulfilment === 'accepted' && hasRung(order, 'release_due');
  return isDue && !isRefundingTheSale(order) && !isContested(order);
}

function isRefundingTheSale({ refunds, paidBy }: Order): boolean {
  return refunds.some(({ state, payment }) => state === 'refunding' && payment === paidBy);
}

/** The sale is off, and nothing of it is the buyer's or might be again: what is left is the sponsors'. */
function isOffWithoutTheBuyer(order: Order): boolean {
  const isOff = order.ending === 'cancelled' || order.ending === 'failed';
  return isOff && !isRefundingTheSale(order) && !isContested(order) && buyersPart(order) === 0n;
}

/** The sale has ended, nothing is held or contested, and nothing can come in or go out, as far as we know. */
function isToBeClosed(order: Order): boolean {
  return (
    order.fulfilment === order.ending &&
    hasRung(order, 'closing_due') &&
    !order.payments.some(isLive) &&
    !isContested(order) &&
    !isSplitting(order) &&
    escrowHeld(order).value === 0n
  );
}

function close(draft: Draft): void {
  if (draft.order.reserved > 0n) freeReserve(draft);
  enter(draft, 'closed');
  note(draft, 'closed');
}

/** In the state that the timer belongs to: it is gone, so its time has come. */
function hasRung(order: Order, kind: StateTimer['kind']): boolean {
  return !order.timers.some((timer) => timer.kind === kind);
}
