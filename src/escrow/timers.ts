import type { Instant } from '../time/index.ts';
import { appraisalOverdue } from './appraising.ts';
import { cancel } from './cancelling.ts';
import type { Effect } from './command.ts';
import { evidenceDue } from './disputing.ts';
import { change, type Draft, emit, isRetryTimer } from './draft.ts';
import { accept, deliveryOverdue, expire, settle } from './fulfilment.ts';
import type { Order, RetryTimer, Timer } from './order.ts';
import { refundOverdue } from './refunding.ts';
import { nextRetry } from './retry.ts';
import { settlementCall, splitCall, unfreezeNear, unfrozen } from './splitting.ts';
import { paymentOf, refundOf } from './views.ts';

/**
 * Rings every timer that is due at `now`, in the order of their times, each as of its own time. So it does
 * not matter how often the clock is looked at: one long step of it comes to the same as many short ones.
 */
export function ringDueTimers(draft: Draft, now: Instant): void {
  for (let timer = first(draft.order.timers); timer && timer.at <= now; timer = first(draft.order.timers)) {
    draft.at = timer.at;
    ring(draft, timer, now);
    settle(draft);
  }
}

/** Among timers for the same moment: what ends a state comes before what repeats a call. */
const RANK: Readonly<Record<Timer['kind'], number>> = {
  payment_expires: 0,
  appraisal_overdue: 1,
  shipment_overdue: 2,
  delivery_overdue: 3,
  acceptance_due: 4,
  release_due: 5,
  closing_due: 6,
  evidence_due: 7,
  refund_overdue: 8,
  unfreeze_near: 9,
  unfrozen: 10,
  close_payment: 11,
  query_payment: 12,
  submit_refund: 13,
  submit_split: 14,
  confirm_settlement: 15,
};

function first(timers: readonly Timer[]): Timer | undefined {
  return timers.toSorted((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind])[0];
}

function ring(draft: Draft, timer: Timer, now: Instant): void {
  const next = isRetryTimer(timer) ? [nextRetry(timer, now)] : [];
  change(draft, {
    timers: draft.order.timers.flatMap((other) => (other === timer ? next : [other])),
  });
  if (isRetryTimer(timer)) emit(draft, repeatedCall(draft.order, timer));
  else endTerm(draft, timer);
}

function endTerm(draft: Draft, timer: Exclude<Timer, RetryTimer>): void {
  switch (timer.kind) {
    case 'payment_expires':
      expire(draft);
      break;
    case 'appraisal_overdue':
      appraisalOverdue(draft);
      break;
    case 'evidence_due':
      evidenceDue(draft);
      break;
    case 'refund_overdue':
      refundOverdue(draft, timer.refund);
      break;
    case 'unfreeze_near':
      unfreezeNear(draft);
      break;
    case 'unfrozen':
      unfrozen(draft);
      break;
    case 'shipment_overdue':
      cancel(draft, 'not shipped in time');
      break;
    case 'delivery_overdue':
      deliveryOverdue(draft);
      break;
    case 'acceptance_due':
      accept(draft, 'time');
      break;
    case 'release_due':
    case 'closing_due':
      // The timer is gone, and `settle` takes it from there: at once, or when nothing holds it up any more.
      break;
    default:
      timer satisfies never;
  }
}

function repeatedCall(order: Order, timer: RetryTimer): Effect {
  switch (timer.kind) {
    case 'query_payment':
    case 'close_payment':
      return { kind: timer.kind, payment: paymentOf(order, timer.about) };
    case 'submit_refund': {
      const refund = refundOf(order, timer.about);
      return { kind: 'refund', payment: paymentOf(order, refund.payment), refund };
    }
    case 'submit_split':
      return splitCall(order);
    case 'confirm_settlement':
      return settlementCall(order);
  }
}
