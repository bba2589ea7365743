import { type Money, money } from '../money/index.ts';
import { netOf, netOfAll } from '../split/index.ts';
import type { Instant } from '../time/index.ts';
import type { Order, Payment, Refund } from './order.ts';

/** Everything that arrived for the order, stray money too. */
export function captured(order: Order): Money {
  const paid = order.payments.filter(({ state }) => state === 'succeeded').map(paidAmount);
  return sum(order, paid);
}

/** What has been given back. */
export function refunded(order: Order): Money {
  return sum(order, refundsIn(order, 'succeeded'));
}

/** What is on its way back: still in escrow, and reserved. */
export function refunding(order: Order): Money {
  return sum(order, refundsIn(order, 'refunding'));
}

/** What went to the payees. */
export function released(order: Order): Money {
  return money(order.amount.currency, order.ending === 'released' ? netOfAll(order.legs) : 0n);
}

/** The most that a refund can still take: what the legs have, until they are released. */
export function remaining(order: Order): Money {
  return money(order.amount.currency, order.ending === 'released' ? 0n : netOfAll(order.legs));
}

/** What the escrow account holds, with what is reserved for refunds on their way. */
export function escrowHeld(order: Order): Money {
  const value = captured(order).value - refunded(order).value - released(order).value;
  return money(order.amount.currency, value);
}

/** Who has how much of the sale, refunds taken off; empty until it is paid. */
export function allocations(order: Order): { readonly payee: string; readonly amount: Money }[] {
  return order.legs.map((leg) => ({
    payee: leg.payee,
    amount: money(order.amount.currency, netOf(leg)),
  }));
}

/** When the order's next timer rings; undefined when it waits for nothing. */
export function dueAt(order: Order): Instant | undefined {
  return order.timers.length === 0 ? undefined : Math.min(...order.timers.map(({ at }) => at));
}

/** It can still be paid, as far as we know. */
export function isLive(payment: Payment): boolean {
  return payment.state === 'unknown' || payment.state === 'awaiting';
}

/** What arrived, for a payment that succeeded. */
export function paidAmount(payment: Payment): Money {
  return payment.paid ?? payment.amount;
}

/** @throws Error when the order has no such payment */
export function paymentOf(order: Order, id: string | undefined): Payment {
  const payment = order.payments.find((candidate) => candidate.id === id);
  if (!payment) throw new Error(`order ${order.id} has no payment ${id}`);
  return payment;
}

/** @throws Error when the order has no such refund */
export function refundOf(order: Order, id: string): Refund {
  const refund = order.refunds.find((candidate) => candidate.id === id);
  if (!refund) throw new Error(`order ${order.id} has no refund ${id}`);
  return refund;
}

function refundsIn(order: Order, state: Refund['state']): Money[] {
  return order.refunds.filter((refund) => refund.state === state).map(({ amount }) => amount);
}

function sum(order: Order, amounts: readonly Money[]): Money {
  return money(
    order.amount.currency,
    amounts.reduce((total, { value }) => total + value, 0n),
  );
}
