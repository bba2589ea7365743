import { type Money, money } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import { least } from './least.ts';
import type { Chargeback, Dispute, Order, Payment, Refund, Timer } from './order.ts';
import { isContested, isLive, liveAdvance, openDispute, paidAmount, toPay } from './views.ts';

/** Where some of the money of an order is. */
export type Place =
  /** Not paid yet. */
  | 'with_the_buyer'
  | 'in_escrow'
  /** At the provider, going back to the buyer. */
  | 'on_its_way_back'
  | 'back_with_the_buyer'
  /** Taken back by the bank that the buyer paid with. */
  | 'with_the_buyers_bank'
  /** In the seller's balance, or paid out of it. */
  | 'with_the_seller'
  | 'in_reserve'
  /** Proceeds that a financier has advanced. */
  | 'assigned'
  /** What a financier has had back of them, and for it. */
  | 'with_the_financier'
  /** In the seller's balance, but not to be paid out. */
  | 'frozen'
  /** In a payout that the bank has not answered. */
  | 'on_its_way_to_the_seller'
  /** Not there: the platform has advanced it. */
  | 'owed_by_the_seller'
  /** What a payee has earned, and can have paid out. */
  | 'with_the_payee'
  | 'on_its_way_to_the_payee'
  /** Refunds have taken back what was paid out already. */
  | 'owed_by_the_payee';

export type WaitsFor =
  | 'payment'
  | 'appraisal'
  | 'shipment'
  | 'delivery'
  | 'acceptance'
  | 'hold'
  | 'refund'
  | 'dispute'
  | 'chargeback'
  | 'after_sales'
  | 'person'
  | 'payout'
  | 'bank'
  | 'later_sales'
  | 'nothing';

/** How much, where it is, what it waits for, and when it moves. */
export interface Whereabouts {
  readonly amount: Money;
  readonly place: Place;
  readonly waitsFor: WaitsFor;
  /** Undefined: nothing moves it by itself, or it has arrived. */
  readonly earliest?: Instant;
  /** Undefined: nobody can say, since it depends on a carrier, a provider or a person. */
  readonly latest?: Instant;
}

/** Where a seller's share of an order is. */
export function whereSellersMoneyIs(order: Order, now: Instant): readonly Whereabouts[] {
  const leg = order.legs.find(({ payee }) => payee === SELLER);
  if (!leg) return [];
  if (order.ending === 'released') return positive(afterRelease(order, netOf(leg)));
  const advance = liveAdvance(order);
  const due = advance ? least(advance.principal.value + advance.fee.value, netOf(leg)) : 0n;
  const assigned: Whereabouts = { ...inEscrow(order, due, now), place: 'assigned' };
  return positive([inEscrow(order, netOf(leg) - due, now), assigned]);
}

function afterRelease(order: Order, share: bigint): Whereabouts[] {
  const { currency } = order.amount;
  let left = share;
  /** No more than the sale has brought: what went beyond that, the seller has had to give of other money. */
  const part = (most: bigint) => {
    const value = least(most, left);
    left -= value;
    return money(currency, value);
  };
  const bank = (state: Chargeback['state']) => part(borneBySeller(order, state));
  const closing = order.timers.find(({ kind }) => kind === 'closing_due');
  const contested = { waitsFor: openDispute(order) ? 'dispute' : 'chargeback' } as const;
  return [
    { amount: bank('open'), place: 'with_the_buyers_bank', waitsFor: 'chargeback' },
    { amount: bank('lost'), place: 'with_the_buyers_bank', waitsFor: 'nothing' },
    { amount: part(repaid(order)), place: 'with_the_financier', waitsFor: 'nothing' },
    {
      amount: part(order.reserved - order.reserveTaken),
      place: 'in_reserve',
      ...(isContested(order) ? contested : { waitsFor: 'after_sales' }),
      ...(closing && !isContested(order) ? { earliest: closing.at, latest: closing.at } : {}),
    },
    { amount: part(openDispute(order)?.frozen ?? 0n), place: 'frozen', waitsFor: 'dispute' },
    { amount: money(currency, left), place: 'with_the_seller', waitsFor: 'payout' },
  ];
}

function repaid({ advances }: Order): bigint {
  return advances.reduce((sum, advance) => sum + advance.repaid, 0n);
}

/** What chargebacks of the sale have taken from the seller, and not out of escrow. */
function borneBySeller({ chargebacks, paidBy }: Order, state: Chargeback['state']): bigint {
  const sources = chargebacks
    .filter((chargeback) => chargeback.payment === paidBy && chargeback.state === state)
    .flatMap((chargeback) => chargeback.sources);
  return sources.reduce((sum, { amount }) => sum + amount, 0n);
}

/** Where what a buyer paid for an order is: every cent that arrived, whichever payment brought it. */
export function whereBuyersMoneyIs(order: Order, now: Instant): readonly Whereabouts[] {
  const { currency } = order.amount;
  const inState = <T extends Refund | Chargeback>(all: readonly T[], state: T['state']) =>
    money(
      currency,
      all.filter((item) => item.state === state).reduce((sum, { amount }) => sum + amount.value, 0n),
    );
  const bank = 'with_the_buyers_bank';
  return positive([
    ...unpaid(order),
    { amount: inState(order.refunds, 'refunding'), place: 'on_its_way_back', waitsFor: 'refund' },
    { amount: inState(order.refunds, 'succeeded'), place: 'back_with_the_buyer', waitsFor: 'nothing' },
    { amount: inState(order.chargebacks, 'open'), place: bank, waitsFor: 'chargeback' },
    { amount: inState(order.chargebacks, 'lost'), place: bank, waitsFor: 'nothing' },
    ...order.payments
      .filter(({ state }) => state === 'succeeded')
      .map((payment) => notBack(order, payment, now)),
  ]);
}

/** What of a payment is neither back with the buyer nor on its way there. */
function notBack(order: Order, payment: Payment, now: Instant): Whereabouts {
  const gone = [
    ...order.refunds.filter(({ state }) => state !== 'failed'),
    ...order.chargebacks.filter(({ state }) => state !== 'won'),
  ].filter((back) => back.payment === payment.id);
  const value = gone.reduce((left, { amount }) => left - amount.value, paidAmount(payment).value);
  const isStray = payment.id !== order.paidBy;
  // Nobody has a share in stray money: it is there still, since the provider would not refund it.
  if (isStray) return { amount: money(order.amount.currency, value), place: 'in_escrow', waitsFor: 'person' };
  if (order.ending !== 'released') return inEscrow(order, value, now);
  return { amount: money(order.amount.currency, value), place: 'with_the_seller', waitsFor: 'nothing' };
}

function unpaid(order: Order): Whereabouts[] {
  if (order.paidBy !== undefined || order.ending !== undefined) return [];
  const expiry = order.timers.find(({ kind }) => kind === 'payment_expires');
  const row = { amount: toPay(order), place: 'with_the_buyer', waitsFor: 'payment' } as const;
  return [order.payments.some(isLive) && expiry ? { ...row, latest: expiry.at } : row];
}

function inEscrow(order: Order, value: bigint, now: Instant): Whereabouts {
  return { amount: money(order.amount.currency, value), place: 'in_escrow', ...wait(order, now) };
}

/** What the money in escrow waits for, and when it leaves: at the earliest, if everybody does their part now. */
function wait(order: Order, now: Instant): Pick<Whereabouts, 'waitsFor' | 'earliest' | 'latest'> {
  const { fulfilment, terms, needsAppraisal } = order;
  const dispute = openDispute(order);
  if (dispute) return { waitsFor: 'dispute', earliest: now + leftOfHold(order, dispute) };
  if (isContested(order)) return { waitsFor: 'chargeback' };
  const soonest = now + terms.holdMs;
  switch (fulfilment) {
    case 'held':
      return { waitsFor: needsAppraisal ? 'appraisal' : 'shipment', earliest: soonest };
    case 'appraising':
      return { waitsFor: orPerson(order, 'appraisal_overdue', 'appraisal'), earliest: soonest };
    case 'passed':
      return { waitsFor: 'shipment', earliest: soonest };
    case 'shipped':
      return { waitsFor: orPerson(order, 'delivery_overdue', 'delivery'), earliest: soonest };
    case 'inspecting': {
      const accepted = timeOf(order, 'acceptance_due') ?? now;
      return { waitsFor: 'acceptance', earliest: soonest, latest: accepted + terms.holdMs };
    }
    case 'accepted': {
      const due = timeOf(order, 'release_due');
      // The hold is over, but a refund on its way may still fail: nobody knows how long the provider takes.
      return due === undefined ? { waitsFor: 'refund' } : { waitsFor: 'hold', earliest: due, latest: due };
    }
    default:
      return { waitsFor: 'person' };
  }
}

/** The timer is gone: its time has come, and a person was asked to look. */
function orPerson(order: Order, overdue: Timer['kind'], waitsFor: WaitsFor): WaitsFor {
  return timeOf(order, overdue) === undefined ? 'person' : waitsFor;
}

/** Should the dispute be decided for the seller now, and the buyer accept at once. */
function leftOfHold({ terms }: Order, { stopped }: Dispute): DurationMs {
  return stopped?.kind === 'release_due' ? stopped.leftMs : terms.holdMs;
}

function timeOf(order: Order, kind: Timer['kind']): Instant | undefined {
  return order.timers.find((timer) => timer.kind === kind)?.at;
}

function positive(rows: readonly Whereabouts[]): readonly Whereabouts[] {
  return rows.filter(({ amount }) => amount.value > 0n);
}
