import { formatMoney, type Money } from '../money/index.ts';
import { undoReturn } from '../split/index.ts';
import { bookRefund, bookRefundFailed, bookRefundSucceeded } from './books.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { ask, change, type Draft, note, stopAsking, updateRefund } from './draft.ts';
import type { Payment, Refund } from './order.ts';

/**
 * Reserves the money, and asks the provider to give it back until it has answered.
 *
 * @param returns what each leg gave for it; empty for stray money
 */
export function startRefund(
  draft: Draft,
  payment: Payment,
  amount: Money,
  returns: readonly bigint[],
  reason: string,
): void {
  const { id: order, refunds } = draft.order;
  const id = `${order}-r${refunds.length + 1}`;
  const refund: Refund = { id, payment: payment.id, amount, reason, state: 'refunding', returns };
  change(draft, { refunds: [...refunds, refund] });
  note(draft, 'refund_requested', { refund: id, payment: payment.id, amount: formatMoney(amount), reason });
  bookRefund(draft, refund);
  ask(draft, { kind: 'refund', payment, refund });
}

export function refundSucceeded(
  draft: Draft,
  { refund: id }: CommandOf<'refund_succeeded'>,
): Refusal | undefined {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  if (refund.state !== 'refunding') return hearAgain(draft, refund, 'succeeded');
  conclude(draft, refund, 'succeeded');
  bookRefundSucceeded(draft, refund);
  note(draft, 'refund_succeeded', { refund: id, amount: formatMoney(refund.amount) });
  return undefined;
}

/** The money is the legs' again, or stray again. Nothing happens by itself any more: a person must look. */
export function refundFailed(
  draft: Draft,
  { refund: id, reason }: CommandOf<'refund_failed'>,
): Refusal | undefined {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  if (refund.state !== 'refunding') return hearAgain(draft, refund, 'failed');
  conclude(draft, refund, 'failed');
  change(draft, { legs: undoReturn(draft.order.legs, refund.returns) });
  bookRefundFailed(draft, refund);
  const amount = formatMoney(refund.amount);
  note(draft, 'refund_failed', { refund: id, amount, reason, next: 'needs a person' });
  return undefined;
}

function conclude(draft: Draft, refund: Refund, state: 'succeeded' | 'failed'): void {
  updateRefund(draft, { ...refund, state });
  stopAsking(draft, refund.id);
}

/**
 * A provider's final answer stands. Should it say the opposite later, no money moves, for it may have been
 * released; the timeline says so, once, for a person to look and for reconciliation to explain.
 */
function hearAgain(draft: Draft, { id, state: first }: Refund, now: 'succeeded' | 'failed'): undefined {
  const event = 'refund_contradicted';
  const isKnown = draft.order.timeline.some((entry) => entry.event === event && entry.detail.refund === id);
  if (now !== first && !isKnown) note(draft, event, { refund: id, first, now, next: 'needs a person' });
  return undefined;
}
