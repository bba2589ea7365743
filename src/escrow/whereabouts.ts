import { type Money, money } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import type { Instant } from '../time/index.ts';
import { least } from './least.ts';
import type { Order, Timer } from './order.ts';
import { isContested, isLive, liveAdvance, openDispute, refundsIn, remaining, toPay } from './views.ts';

/** Where some of the money of an order is. */
export type Place =
  /** Not paid yet. */
  | 'with_the_buyer'
  | 'in_escrow'
  /** At the provider, going back to the buyer. */
  | 'on_its_way_back'
  | 'back_with_the_buyer'
  /** In the seller's balance, or paid out of it. */
  | 'with_the_seller'
  | 'in_reserve'
  /** Proceeds that a financier has advanced. */
  | 'assigned'
  /** In the seller's balance, but not to be paid out. */
  | 'frozen';

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
  const frozen = openDispute(order)?.frozen ?? 0n;
  const repaid = order.advances.reduce((sum, advance) => sum + advance.repaid, 0n);
  const closing = order.timers.find(({ kind }) => kind === 'closing_due');
  return [
    {
      amount: money(currency, share - order.reserved - frozen - repaid),
      place: 'with_the_seller',
      waitsFor: 'payout',
    },
    { amount: money(currency, frozen), place: 'frozen', waitsFor: 'dispute' },
    {
      amount: money(currency, order.reserved),
      place: 'in_reserve',
      waitsFor: isContested(order) ? 'dispute' : 'after_sales',
      ...(closing && !isContested(order) ? { earliest: closing.at, latest: closing.at } : {}),
    },
  ];
}

/** Where what a buyer paid for an order is. */
export function whereBuyersMoneyIs(order: Order, now: Instant): readonly Whereabouts[] {
  const amountOf = (state: 'refunding' | 'succeeded' | 'failed') =>
    money(
      order.amount.currency,
      refundsIn(order, state).reduce((sum, { value }) => sum + value, 0n),
    );
  const rows: Whereabouts[] = [
    ...unpaid(order),
    { amount: amountOf('refunding'), place: 'on_its_way_back', waitsFor: 'refund' },
    { amount: amountOf('succeeded'), place: 'back_with_the_buyer', waitsFor: 'nothing' },
  ];
  if (order.ending === 'released') {
    return positive([...rows, { amount: remaining(order), place: 'with_the_seller', waitsFor: 'nothing' }]);
  }
  return positive([...rows, inEscrow(order, remaining(order).value, now)]);
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
  if (openDispute(order)) return { waitsFor: 'dispute' };
  if (isContested(order)) return { waitsFor: 'chargeback' };
  const soonest = now + terms.holdMs;
  switch (fulfilment) {
    case 'held':
      return { waitsFor: needsAppraisal ? 'appraisal' : 'shipment', earliest: soonest };
    case 'appraising':
      return { waitsFor: 'appraisal', earliest: soonest };
    case 'passed':
      return { waitsFor: 'shipment', earliest: soonest };
    case 'shipped':
      return { waitsFor: 'delivery', earliest: soonest };
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

function timeOf(order: Order, kind: Timer['kind']): Instant | undefined {
  return order.timers.find((timer) => timer.kind === kind)?.at;
}

function positive(rows: readonly Whereabouts[]): readonly Whereabouts[] {
  return rows.filter(({ amount }) => amount.value > 0n);
}
