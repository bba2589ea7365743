import { formatMoney, type Money } from '../money/index.ts';
import { undoReturn } from '../split/index.ts';
import {
  bookCharges,
  bookRefund,
  bookRefundFailed,
  bookRefundMadeElsewhere,
  bookRefundSucceeded,
} from './books.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { returnToSponsors } from './coupons.ts';
import { change, type Draft, note, stopAsking, updateRefund } from './draft.ts';
import type { Charge, Order, Party, Payment, Refund, Source } from './order.ts';
import { askForRefund, concludeSplitReturns, giveSplitsBack, takeSplitsBack } from './split-returning.ts';
import { couponsLeft, refundOf, remaining } from './views.ts';

/** What a refund takes from the legs: nothing, for stray money, which was never allocated. */
export interface FromLegs {
  readonly returns: readonly bigint[];
  readonly charges: readonly Charge[];
  readonly owedBy: Party;
  readonly toSponsors: bigint;
}

export const STRAY: FromLegs = { returns: [], charges: [], owedBy: 'platform', toSponsors: 0n };

/** Reserves the money, and asks the provider to give it back until it has answered. */
export function startRefund(
  draft: Draft,
  payment: Payment,
  amount: Money,
  fromLegs: FromLegs,
  reason: string,
): void {
  const { id: order, refunds } = draft.order;
  const id = `${order}-r${refunds.length + 1}`;
  const state = 'refunding';
  const refund: Refund = {
    id,
    payment: payment.id,
    amount,
    reason,
    state,
    attempt: 1,
    sources: [],
    splitReturns: [],
    ...fromLegs,
  };
  change(draft, { refunds: [...refunds, refund] });
  note(draft, 'refund_requested', { refund: id, payment: payment.id, amount: formatMoney(amount), reason });
  submit(draft, refund);
}

function submit(draft: Draft, refund: Refund): void {
  const submitted: Refund = { ...refund, state: 'refunding', sources: bringBack(draft, refund) };
  updateRefund(draft, submitted);
  const at = draft.at + draft.order.terms.refundWithinMs;
  change(draft, { timers: [...draft.order.timers, { kind: 'refund_overdue', refund: refund.id, at }] });
  bookRefund(draft, submitted);
  askForRefund(draft, submitted.id);
}

/** After release the money comes back into escrow first, leg by leg. */
function bringBack(draft: Draft, refund: Refund): readonly Source[] {
  return draft.order.ending === 'released' ? takeSplitsBack(draft, refund) : [];
}

/** The provider takes longer than it should. It is asked on, but a person must hear of it. */
export function refundOverdue(draft: Draft, id: string): void {
  const amount = formatMoney(refundOf(draft.order, id).amount);
  note(draft, 'refund_overdue', { refund: id, amount, next: 'needs a person' });
}

/** The same number again: the provider gives the money back once, whatever became of the first attempt. */
export function retryRefund(draft: Draft, { refund: id }: CommandOf<'retry_refund'>): Refusal | undefined {
  const again = takeAgain(draft, id);
  if ('ok' in again) return again;
  const { amount, reason } = again;
  note(draft, 'refund_requested', { refund: id, amount: formatMoney(amount), reason });
  submit(draft, again);
  return undefined;
}

/** We have paid the buyer out of our own bank, and the provider goes on owing us what it would not refund. */
export function refundMadeElsewhere(
  draft: Draft,
  { refund: id, how }: CommandOf<'refund_made_elsewhere'>,
): Refusal | undefined {
  const again = takeAgain(draft, id);
  if ('ok' in again) return again;
  const sources = bringBack(draft, again);
  const made: Refund = { ...again, sources, state: 'succeeded', madeElsewhere: how };
  updateRefund(draft, made);
  bookRefundMadeElsewhere(draft, made);
  finish(draft, made);
  note(draft, 'refund_made_elsewhere', { refund: id, amount: formatMoney(made.amount), how });
  return undefined;
}

/** Takes from the legs what a refund that failed had given back to them. */
function takeAgain(draft: Draft, id: string): Refund | Refusal {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  if (refund.state !== 'failed') return refuse('refund_not_failed');
  if (!canGiveAgain(draft.order, refund)) return refuse('refund_exceeds_remaining');
  const legs = draft.order.legs.map((leg, i) => ({
    ...leg,
    returned: leg.returned + (refund.returns[i] ?? 0n),
  }));
  change(draft, { legs });
  return { ...refund, attempt: refund.attempt + 1 };
}

/** Every leg still has what it gave the first time. Stray money waits in escrow, and has no legs. */
function canGiveAgain(order: Order, { returns, amount, toSponsors }: Refund): boolean {
  if (returns.length === 0) return true;
  const hasEachLeg = order.legs.every((leg, i) => leg.returned + (returns[i] ?? 0n) <= leg.allocated);
  return hasEachLeg && amount.value <= remaining(order).value && toSponsors <= couponsLeft(order);
}

export function refundSucceeded(
  draft: Draft,
  { refund: id }: CommandOf<'refund_succeeded'>,
): Refusal | undefined {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  if (refund.state !== 'refunding') return hearAgain(draft, refund, 'succeeded');
  concludeSplitReturns(draft, refund);
  conclude(draft, refund.id, 'succeeded');
  bookRefundSucceeded(draft, refund);
  finish(draft, refund);
  note(draft, 'refund_succeeded', { refund: id, amount: formatMoney(refund.amount) });
  return undefined;
}

/** The buyer has the money: what was to happen then. */
function finish(draft: Draft, { id, owedBy, charges, toSponsors }: Refund): void {
  bookCharges(draft, `refund/${id}`, owedBy, charges);
  returnToSponsors(draft, toSponsors, id);
}

/** The money is the legs' again, or stray again. Nothing happens by itself any more: a person must look. */
export function refundFailed(
  draft: Draft,
  { refund: id, reason }: CommandOf<'refund_failed'>,
): Refusal | undefined {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  if (refund.state !== 'refunding') return hearAgain(draft, refund, 'failed');
  conclude(draft, refund.id, 'failed');
  change(draft, { legs: undoReturn(draft.order.legs, refund.returns) });
  bookRefundFailed(draft, refund);
  giveSplitsBack(draft, refund);
  const amount = formatMoney(refund.amount);
  note(draft, 'refund_failed', { refund: id, amount, reason, next: 'needs a person' });
  return undefined;
}

function conclude(draft: Draft, refund: string, state: 'succeeded' | 'failed'): void {
  updateRefund(draft, { ...refundOf(draft.order, refund), state });
  stopAsking(draft, refund);
  const timers = draft.order.timers.filter((timer) => !('refund' in timer) || timer.refund !== refund);
  change(draft, { timers });
}

/**
 * A provider's final answer stands. Should it say the opposite later, no money moves, for it may have been
 * released; the timeline says so, once, for a person to look and for reconciliation to explain.
 */
function hearAgain(
  draft: Draft,
  { id, state, madeElsewhere }: Refund,
  now: 'succeeded' | 'failed',
): undefined {
  const first = madeElsewhere === undefined ? state : 'failed';
  const event = 'refund_contradicted';
  const isKnown = draft.order.timeline.some((entry) => entry.event === event && entry.detail.refund === id);
  if (now !== first && !isKnown) note(draft, event, { refund: id, first, now, next: 'needs a person' });
  return undefined;
}
