import type { Instant } from '../time/index.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, note } from './draft.ts';
import type { Order, TimelineEntry } from './order.ts';
import { openDispute, refundOf, remaining } from './views.ts';

/** Something about an order that only a person can see to. */
export interface WorkItem {
  readonly kind: /** It can be tried again, under the same number. */
    | 'refund_failed'
    /** The provider said one thing and then the other. */
    | 'refund_contradicted'
    /** Money that no order waited for came, and is on its way back. */
    | 'stray_payment'
    /** The provider gave back what nobody asked it to: it is won or lost as a chargeback is. */
    | 'stray_refund'
    | 'appraisal_overdue'
    | 'dispute_to_decide'
    /** The provider would not pay a receiver: we owe it still. */
    | 'split_failed'
    /** The provider would not free what the split left. */
    | 'settlement_failed'
    /** The provider frees the money by itself soon, and the sale has not ended. */
    | 'unfreeze_near'
    /** The sale has ended, and something is left that nobody is getting. */
    | 'money_left_over';
  /** The refund, payment, dispute, chargeback, split, leg of a split (`<split>/<payee>`) or order that it is about. */
  readonly about: string;
  readonly since: Instant;
}

/** What people have to see to, oldest first. An order that nobody has to look at has none. */
export function workOf(order: Order): readonly WorkItem[] {
  const items = [...order.timeline.flatMap((entry) => itemOf(order, entry) ?? []), ...leftOver(order)];
  const latest = new Map(items.map((item) => [`${item.kind} ${item.about}`, item]));
  return [...latest.values()];
}

/** What an entry of the timeline asks for, unless that has been seen to. */
function itemOf(order: Order, { at: since, event, detail }: TimelineEntry): WorkItem | undefined {
  switch (event) {
    case 'refund_failed':
      return failedRefund(order, detail.refund ?? '', since);
    case 'refund_contradicted':
      return notSeen(order, { kind: event, about: detail.refund ?? '', since });
    case 'stray_payment':
      return notSeen(order, { kind: event, about: detail.payment ?? '', since });
    case 'split_failed':
      return notSeen(order, { kind: event, about: `${detail.split}/${detail.payee}`, since });
    case 'settlement_failed':
      return notSeen(order, { kind: event, about: detail.split ?? '', since });
    case 'unfreeze_near':
      return order.ending === undefined ? { kind: event, about: order.id, since } : undefined;
    case 'stray_refund': {
      const chargeback = order.chargebacks.find(({ id }) => id === detail.chargeback);
      return chargeback?.state === 'open' ? { kind: event, about: chargeback.id, since } : undefined;
    }
    case 'appraisal_overdue':
      return order.fulfilment === 'appraising' ? { kind: event, about: order.id, since } : undefined;
    case 'evidence_closed': {
      const dispute = openDispute(order);
      const isOpen = dispute !== undefined && dispute.id === detail.dispute;
      return isOpen ? { kind: 'dispute_to_decide', about: dispute.id, since } : undefined;
    }
    default:
      return undefined;
  }
}

function failedRefund(order: Order, about: string, since: Instant): WorkItem | undefined {
  const { state, returns } = refundOf(order, about);
  const isDone = state !== 'failed' || order.fulfilment === 'closed';
  // A later refund of the sale may have taken its place.
  const isSuperseded = returns.length > 0 && remaining(order).value === 0n;
  return isDone || isSuperseded ? undefined : { kind: 'refund_failed', about, since };
}

function notSeen(order: Order, item: WorkItem): WorkItem | undefined {
  return order.seen.includes(item.about) ? undefined : item;
}

/** A chargeback may be won after the sale was called off. */
function leftOver(order: Order): WorkItem[] {
  const { ending, fulfilment, refunds } = order;
  const isOver = ending === 'cancelled' || ending === 'failed';
  const isListed = refunds.some(({ state, returns }) => state === 'failed' && returns.length > 0);
  if (!isOver || fulfilment === 'closed' || isListed || remaining(order).value === 0n) return [];
  return [{ kind: 'money_left_over', about: order.id, since: order.timeline.at(-1)?.at ?? 0 }];
}

const ONLY_TO_BE_SEEN: ReadonlySet<WorkItem['kind']> = new Set([
  'refund_contradicted',
  'stray_payment',
  'split_failed',
  'settlement_failed',
]);

/** A person has looked. Only for what asks for no more than that; the rest leaves the list when it is done. */
export function acknowledge(draft: Draft, { about }: CommandOf<'acknowledge'>): Refusal | undefined {
  const { order } = draft;
  const isAsked = workOf(order).some((item) => item.about === about && ONLY_TO_BE_SEEN.has(item.kind));
  if (!isAsked) return refuse('nothing_to_acknowledge');
  change(draft, { seen: [...order.seen, about] });
  note(draft, 'acknowledged', { about });
  return undefined;
}
