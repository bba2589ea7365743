import type { AccountSpec, Transfer } from '../ledger/index.ts';
import type { Instant } from '../time/index.ts';
import type { Effect } from './command.ts';
import type { SellerFunds } from './funds.ts';
import type {
  Dispute,
  Ending,
  FreezeTimer,
  Fulfilment,
  Order,
  Payment,
  Refund,
  RetryTimer,
  StateTimer,
  Terms,
  Timer,
} from './order.ts';
import { firstRetry } from './retry.ts';
import { openDispute } from './views.ts';

/** An order in the middle of a decision, with all that must be committed beside it. It never leaves `decide`. */
export interface Draft {
  /** The time of what is happening: of the timer that rings, or of the command. */
  at: Instant;
  order: Order;
  /** The seller's, with what the draft itself has moved. */
  funds: SellerFunds;
  readonly accounts: AccountSpec[];
  readonly transfers: Transfer[];
  readonly effects: Effect[];
}

export function change(draft: Draft, fields: Partial<Order>): void {
  draft.order = { ...draft.order, ...fields };
}

/** Adds to the timeline. */
export function note(draft: Draft, event: string, detail: Readonly<Record<string, string>> = {}): void {
  change(draft, { timeline: [...draft.order.timeline, { at: draft.at, event, detail }] });
}

export function updatePayment(draft: Draft, payment: Payment): void {
  change(draft, { payments: draft.order.payments.map((old) => (old.id === payment.id ? payment : old)) });
}

export function updateRefund(draft: Draft, refund: Refund): void {
  change(draft, { refunds: draft.order.refunds.map((old) => (old.id === refund.id ? refund : old)) });
}

export function updateDispute(draft: Draft, dispute: Dispute): void {
  change(draft, { disputes: draft.order.disputes.map((old) => (old.id === dispute.id ? dispute : old)) });
}

/** How long an order may rest in a state, and what rings then. */
const STATE_TIMERS: {
  readonly [state in Fulfilment]?: {
    readonly kind: StateTimer['kind'];
    readonly term: Exclude<keyof Terms, 'reserveBps' | 'unfreezeAlarmMs' | 'refundWithinMs'>;
  };
} = {
  paying: { kind: 'payment_expires', term: 'payWithinMs' },
  held: { kind: 'shipment_overdue', term: 'shipWithinMs' },
  appraising: { kind: 'appraisal_overdue', term: 'appraiseWithinMs' },
  passed: { kind: 'shipment_overdue', term: 'shipWithinMs' },
  shipped: { kind: 'delivery_overdue', term: 'deliverWithinMs' },
  inspecting: { kind: 'acceptance_due', term: 'acceptWithinMs' },
  accepted: { kind: 'release_due', term: 'holdMs' },
  released: { kind: 'closing_due', term: 'afterSaleMs' },
};

const STATE_TIMER_KINDS: ReadonlySet<string> = new Set(Object.values(STATE_TIMERS).map(({ kind }) => kind));

/** Moves the order to another state: the old one's timer is dropped and the new one's is set. */
export function enter(draft: Draft, fulfilment: Fulfilment): void {
  const { terms, timers } = draft.order;
  const entry = STATE_TIMERS[fulfilment];
  change(draft, {
    fulfilment,
    timers: [
      ...timers.filter((timer) => !isStateTimer(timer)),
      ...(entry ? [{ kind: entry.kind, at: draft.at + terms[entry.term] }] : []),
    ],
  });
  if (isEnding(fulfilment)) {
    const running = draft.order.timers.filter((timer) => !isFreezeTimer(timer));
    change(draft, { ending: fulfilment, timers: running });
  }
  stopStateTimer(draft);
}

/**
 * A closed order holds nothing, and nothing of it is open (invariant 18). It goes back to how the sale ended,
 * until what has come up is over.
 */
export function reopen(draft: Draft): void {
  const { fulfilment, ending } = draft.order;
  if (fulfilment === 'closed' && ending) change(draft, { fulfilment: ending });
}

function isEnding(fulfilment: Fulfilment): fulfilment is Ending {
  return ENDINGS.has(fulfilment);
}

const ENDINGS: ReadonlySet<string> = new Set<Ending>(['expired', 'cancelled', 'failed', 'released']);

/** While a dispute is open the timer of fulfilment stands still. Nothing happens when none is open. */
export function stopStateTimer(draft: Draft): void {
  const dispute = openDispute(draft.order);
  if (!dispute) return;
  const { stopped: _before, ...rest } = dispute;
  const timer = draft.order.timers.find(isStateTimer);
  change(draft, { timers: draft.order.timers.filter((other) => other !== timer) });
  const stopped = timer && { kind: timer.kind, leftMs: timer.at - draft.at };
  updateDispute(draft, { ...rest, ...(stopped ? { stopped } : {}) });
}

function isStateTimer(timer: Timer): timer is StateTimer {
  return STATE_TIMER_KINDS.has(timer.kind);
}

function isFreezeTimer(timer: Timer): timer is FreezeTimer {
  return timer.kind === 'unfreeze_near' || timer.kind === 'unfrozen';
}

export function isRetryTimer(timer: Timer): timer is RetryTimer {
  return 'about' in timer;
}

/** What repeats a call whose answer has not come. */
const REPEATED_BY = {
  collect: 'query_payment',
  query_payment: 'query_payment',
  close_payment: 'close_payment',
  refund: 'submit_refund',
  split: 'submit_split',
  confirm_settlement: 'confirm_settlement',
} as const satisfies Record<Effect['kind'], RetryTimer['kind']>;

/** Calls the provider once this is committed, and again at growing waits until {@link stopAsking}. */
export function ask(draft: Draft, effect: Effect): void {
  emit(draft, effect);
  const retry = firstRetry(REPEATED_BY[effect.kind], subjectOf(effect), draft.at);
  change(draft, { timers: [...draft.order.timers, retry] });
}

/** Calls the provider once this is committed. The same call is made once, however often a timer rang for it. */
export function emit(draft: Draft, effect: Effect): void {
  const again = draft.effects.some(
    (made) => made.kind === effect.kind && subjectOf(made) === subjectOf(effect),
  );
  if (!again) draft.effects.push(effect);
}

function subjectOf(effect: Effect): string {
  switch (effect.kind) {
    case 'refund':
      return effect.refund.id;
    case 'split':
    case 'confirm_settlement':
      return effect.split.id;
    default:
      return effect.payment.id;
  }
}

/** @param about the payment, refund or split whose answer is known */
export function stopAsking(draft: Draft, about: string): void {
  change(draft, {
    timers: draft.order.timers.filter((timer) => !isRetryTimer(timer) || timer.about !== about),
  });
}
