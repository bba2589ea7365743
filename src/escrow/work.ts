import type { Instant } from '../time/index.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, note } from './draft.ts';
import type { Order, TimelineEntry } from './order.ts';
import { openDispute, refundOf, remaining } from './views.ts';

/** Something about an order that only a person can see to. */
export interface WorkItem {
  readonly kind: /** It can be tried again, under the same number. */
    | 'refund_failed'
    /** The provider has not said what came of it, for longer than it should take. */
    | 'refund_overdue'
    /** The provider said one thing and then the other. */
    | 'refund_contradicted'
    /** Money that no order waited for came, and is on its way back. */
    | 'stray_payment'
    /** The provider gave back what nobody asked it to: it is won or lost as a chargeback is. */
    | 'stray_refund'
    /** The buyer's bank has taken money back: whoever has evidence sends it, and then it is won or lost. */
    | 'chargeback_to_answer'
    | 'appraisal_overdue'
    | 'delivery_overdue'
    | 'dispute_to_decide'
    /** The provider would not pay a receiver: we owe it still. */
    | 'split_failed'
    /** The provider would not free what the split left. */
    | 'settlement_failed'
    /** The provider frees the money by itself soon, and the sale has not ended. */
    | 'unfreeze_near'
    /** The provider has freed the money by itself: the receivers are ours to pay. */
    | 'unfrozen'
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

type Detail = TimelineEntry['detail'];

/** What asks for no more than that somebody looks, and what that is about. */
const TO_BE_SEEN = {
  refund_contradicted: ({ refund }) => refund,
  stray_payment: ({ payment }) => payment,
  split_failed: ({ split, payee }) => `${split}/${payee}`,
  settlement_failed: ({ split }) => split,
  unfrozen: ({ payment }) => payment,
} as const satisfies Readonly<Record<string, (detail: Detail) => string | undefined>>;

function isToBeSeen(event: string): event is keyof typeof TO_BE_SEEN {
  return event in TO_BE_SEEN;
}

type Asked = Omit<WorkItem, 'since'>;

/** What asks for something to be done, as long as it has not been. */
const TO_BE_DONE: Readonly<Record<string, (order: Order, detail: Detail) => Asked | undefined>> = {
  refund_failed: (order, { refund = '' }) =>
    isStillFailed(order, refund) ? { kind: 'refund_failed', about: refund } : undefined,
  refund_overdue: (order, { refund = '' }) =>
    isOverdue(order, refund) ? { kind: 'refund_overdue', about: refund } : undefined,
  unfreeze_near: ({ id, timers }) =>
    timers.some(({ kind }) => kind === 'unfrozen') ? { kind: 'unfreeze_near', about: id } : undefined,
  stray_refund: (order, { chargeback = '' }) =>
    isOpenChargeback(order, chargeback) ? { kind: 'stray_refund', about: chargeback } : undefined,
  chargeback_opened: (order, { chargeback = '' }) =>
    isOpenChargeback(order, chargeback) && !isStrayRefund(order, chargeback)
      ? { kind: 'chargeback_to_answer', about: chargeback }
      : undefined,
  appraisal_overdue: ({ id, fulfilment }) =>
    fulfilment === 'appraising' ? { kind: 'appraisal_overdue', about: id } : undefined,
  delivery_overdue: ({ id, fulfilment }) =>
    fulfilment === 'shipped' ? { kind: 'delivery_overdue', about: id } : undefined,
  evidence_closed: (order, { dispute = '' }) =>
    openDispute(order)?.id === dispute ? { kind: 'dispute_to_decide', about: dispute } : undefined,
};

/** What an entry of the timeline asks for, unless that has been seen to. */
function itemOf(order: Order, { at: since, event, detail }: TimelineEntry): WorkItem | undefined {
  if (isToBeSeen(event)) {
    const about = TO_BE_SEEN[event](detail) ?? '';
    return order.seen.includes(about) ? undefined : { kind: event, about, since };
  }
  const asked = TO_BE_DONE[event]?.(order, detail);
  return asked && { ...asked, since };
}

function isOpenChargeback({ chargebacks }: Order, chargeback: string): boolean {
  return chargebacks.some(({ id, state }) => id === chargeback && state === 'open');
}

function isStrayRefund({ timeline }: Order, chargeback: string): boolean {
  return timeline.some(({ event, detail }) => event === 'stray_refund' && detail.chargeback === chargeback);
}

function isStillFailed(order: Order, refund: string): boolean {
  const { state, returns } = refundOf(order, refund);
  // A later refund of the sale may have taken its place.
  const isSuperseded = returns.length > 0 && remaining(order).value === 0n;
  return state === 'failed' && order.fulfilment !== 'closed' && !isSuperseded;
}

/** One that was tried again has its term again. */
function isOverdue(order: Order, refund: string): boolean {
  const isInTime = order.timers.some((timer) => 'refund' in timer && timer.refund === refund);
  return refundOf(order, refund).state === 'refunding' && !isInTime;
}

/** A chargeback may be won after the sale was called off. */
function leftOver(order: Order): WorkItem[] {
  const { ending, fulfilment, refunds } = order;
  const isOver = ending === 'cancelled' || ending === 'failed';
  const isListed = refunds.some(({ state, returns }) => state === 'failed' && returns.length > 0);
  if (!isOver || fulfilment === 'closed' || isListed || remaining(order).value === 0n) return [];
  return [{ kind: 'money_left_over', about: order.id, since: order.timeline.at(-1)?.at ?? 0 }];
}

/** A person has looked. Only for what asks for no more than that; the rest leaves the list when it is done. */
export function acknowledge(draft: Draft, { about }: CommandOf<'acknowledge'>): Refusal | undefined {
  const { order } = draft;
  const isAsked = workOf(order).some((item) => item.about === about && isToBeSeen(item.kind));
  if (!isAsked) return refuse('nothing_to_acknowledge');
  change(draft, { seen: [...order.seen, about] });
  note(draft, 'acknowledged', { about });
  return undefined;
}
