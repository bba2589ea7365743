import { money } from '../money/index.ts';
import { returnFromLegs } from '../split/index.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, enter, note } from './draft.ts';
import { closeLivePayments } from './paying.ts';
import { startRefund } from './refunding.ts';
import { paymentOf, remaining } from './views.ts';

/** Takes a part of the sale back, or all that is left of it, which ends the sale. */
export function refund(draft: Draft, { amount, reason }: CommandOf<'refund'>): Refusal | undefined {
  const left = remaining(draft.order);
  const asked = amount ?? left;
  if (asked.currency !== left.currency) return refuse('currency_differs');
  if (left.value === 0n || asked.value > left.value) return refuse('refund_exceeds_remaining');
  if (asked.value <= 0n) return refuse('refund_amount_not_positive');
  const endsSale = asked.value === left.value && draft.order.fulfilment !== 'cancelled';
  if (endsSale) cancel(draft, reason);
  else refundFromLegs(draft, asked.value, reason);
  return undefined;
}

/** Ends the sale before it is released; what the legs have goes back to the buyer. */
export function cancel(draft: Draft, reason: string): void {
  enter(draft, 'cancelled');
  note(draft, 'cancelled', { reason });
  closeLivePayments(draft);
  const left = remaining(draft.order).value;
  if (left > 0n) refundFromLegs(draft, left, reason);
}

function refundFromLegs(draft: Draft, amount: bigint, reason: string): void {
  const { order } = draft;
  const { legs, returns } = returnFromLegs(order.legs, amount);
  change(draft, { legs });
  startRefund(draft, paymentOf(order, order.paidBy), money(order.amount.currency, amount), returns, reason);
}
