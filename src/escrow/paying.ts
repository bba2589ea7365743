import { formatMoney } from '../money/index.ts';
import { allocateSplit, isWithinOutwardCap, type Leg, outwardOf } from '../split/index.ts';
import { bookPayment } from './books.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { bookCoupons } from './coupons.ts';
import { ask, change, type Draft, enter, note, reopen, stopAsking, updatePayment } from './draft.ts';
import type { Order, Payment } from './order.ts';
import { STRAY, startRefund } from './refunding.ts';
import { findSplittingObstacle, watchFreeze } from './splitting.ts';
import { isLive, paidAmount, toPay } from './views.ts';

/** Lets the buyer pay. Several payments may be open at once; the first that succeeds holds the order. */
export function startPayment(
  draft: Draft,
  { type: _type, outwardCapBps = 10_000, ...choice }: CommandOf<'start_payment'>,
): Refusal | undefined {
  const { order } = draft;
  if (order.payments.some((payment) => isLive(payment) && isSameChoice(payment, choice))) {
    return refuse('payment_in_progress');
  }
  const legs = freezeSplit(order);
  // The order was made for any channel: this one may let out less than another.
  const shared = order.amount.value - order.offByTheSeller;
  if (!isWithinOutwardCap(outwardOf(legs), shared, outwardCapBps)) return refuse('outward_cap_exceeded');
  const obstacle = findSplittingObstacle(order, legs, choice.splitting);
  if (obstacle) return obstacle;
  const id = `${order.id}-p${order.payments.length + 1}`;
  const payment: Payment = { id, ...choice, amount: toPay(order), state: 'unknown' };
  change(draft, { payments: [...order.payments, payment] });
  note(draft, 'payment_started', { payment: id, channel: choice.channel, method: choice.method });
  if (order.fulfilment === 'created') enter(draft, 'paying');
  ask(draft, { kind: 'collect', payment });
  return undefined;
}

type Choice = Pick<Payment, 'channel' | 'method' | 'instalments'>;

function isSameChoice(a: Choice, b: Choice): boolean {
  return a.channel === b.channel && a.method === b.method && a.instalments === b.instalments;
}

export function paymentPresented(
  draft: Draft,
  { payment: id, present }: CommandOf<'payment_presented'>,
): Refusal | undefined {
  const payment = draft.order.payments.find((candidate) => candidate.id === id);
  if (!payment) return refuse('unknown_payment');
  if (!learn(draft, payment, { state: 'awaiting', present })) return undefined;
  note(draft, 'payment_presented', { payment: id });
  return undefined;
}

/** The first exact payment holds the order. Anything else that arrives is stray: we hold it, and give it back. */
export function paymentSucceeded(
  draft: Draft,
  { payment: id, paid, providerReference }: CommandOf<'payment_succeeded'>,
): Refusal | undefined {
  const payment = draft.order.payments.find((candidate) => candidate.id === id);
  if (!payment) return refuse('unknown_payment');
  if (paid.currency !== payment.amount.currency) return refuse('currency_differs');
  const isExact = paid.value === payment.amount.value;
  const news = { state: 'succeeded', providerReference, ...(isExact ? {} : { paid }) } as const;
  const received = learn(draft, payment, news);
  if (!received) return undefined;
  bookPayment(draft, received);
  if (draft.order.fulfilment === 'paying' && isExact) hold(draft, received);
  else receiveStray(draft, received);
  return undefined;
}

export function paymentEnded(
  draft: Draft,
  { payment: id, state, reason }: CommandOf<'payment_ended'>,
): Refusal | undefined {
  const payment = draft.order.payments.find((candidate) => candidate.id === id);
  if (!payment) return refuse('unknown_payment');
  if (!learn(draft, payment, { state })) return undefined;
  note(draft, `payment_${state}`, { payment: id, ...(reason === undefined ? {} : { reason }) });
  return undefined;
}

/**
 * Reports come twice, late and in any order. Only one that is stronger than all before it counts, so whatever
 * their order, the strongest stays.
 */
const STRENGTH: Readonly<Record<Payment['state'], number>> = {
  unknown: 0,
  awaiting: 1,
  closed: 2,
  failed: 3,
  succeeded: 4,
};

/** @returns the payment as it is known now; undefined when the report was no news */
function learn(
  draft: Draft,
  payment: Payment,
  news: Partial<Payment> & Pick<Payment, 'state'>,
): Payment | undefined {
  if (STRENGTH[news.state] <= STRENGTH[payment.state]) return undefined;
  const updated = { ...payment, ...news };
  updatePayment(draft, updated);
  if (!isLive(updated)) stopAsking(draft, payment.id);
  return updated;
}

/** The order is paid: its split is frozen. */
function hold(draft: Draft, payment: Payment): void {
  change(draft, { paidBy: payment.id, legs: freezeSplit(draft.order) });
  bookCoupons(draft);
  enter(draft, 'held');
  note(draft, 'held', { payment: payment.id, amount: formatMoney(payment.amount) });
  watchFreeze(draft, payment);
  closeLivePayments(draft);
}

function freezeSplit({ id, rules, amount, offByTheSeller }: Order): readonly Leg[] {
  const split = allocateSplit(rules, amount.value, offByTheSeller);
  if (!split.ok) throw new Error(`order ${id} was made with rules that cannot be paid: ${split.code}`);
  return split.legs;
}

/** It is the buyer's money, so we hold it while it goes back. No leg has a share in it. */
function receiveStray(draft: Draft, payment: Payment): void {
  const { fulfilment } = draft.order;
  const paid = paidAmount(payment);
  note(draft, 'stray_payment', { payment: payment.id, amount: formatMoney(paid), fulfilment });
  reopen(draft);
  startRefund(draft, payment, paid, STRAY, 'stray payment');
}

/** None of them is wanted any more. One that is paid all the same is stray money. */
export function closeLivePayments(draft: Draft): void {
  for (const payment of draft.order.payments.filter(isLive)) {
    stopAsking(draft, payment.id);
    ask(draft, { kind: 'close_payment', payment });
  }
}
