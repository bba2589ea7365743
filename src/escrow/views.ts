import { type Money, money } from '../money/index.ts';
import { netOf, netOfAll } from '../split/index.ts';
import type { Instant } from '../time/index.ts';
import type { Advance, Chargeback, Dispute, Order, Payment, Refund } from './order.ts';

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

/** What went to the payees, and has not come back for a refund since. */
export function released(order: Order): Money {
  return money(order.amount.currency, order.ending === 'released' ? netOfAll(order.legs) : 0n);
}

/** What the buyer pays: the price, less what sponsors and the seller take off. */
export function toPay({ amount, coupons, offByTheSeller }: Order): Money {
  const off = total(coupons.map(({ allocated }) => allocated)) + offByTheSeller;
  return money(amount.currency, amount.value - off);
}

/** What sponsors have paid into escrow for the buyer, and not got back. */
export function sponsored(order: Order): Money {
  return money(order.amount.currency, order.paidBy === undefined ? 0n : netOfAll(order.coupons));
}

/** What of the legs is the sponsors', should the buyer get everything back: no refund takes it with it yet. */
export function couponsLeft(order: Order): bigint {
  const leaving = order.refunds.filter(({ state }) => state === 'refunding');
  return sponsored(order).value - total(leaving.map(({ toSponsors }) => toSponsors));
}

/**
 * What the legs have of the buyer's own money.
 *
 * @param kept payees whose shares are left alone: they are paid out of that
 */
export function buyersPart(order: Order, kept?: ReadonlySet<string>): bigint {
  const left = netOfAll(order.legs, kept) - couponsLeft(order);
  return left > 0n ? left : 0n;
}

/** What providers have taken back out of escrow for buyers who went to their banks. */
export function chargedBack(order: Order): Money {
  const returns = order.chargebacks.filter(isUnwon).flatMap((chargeback) => chargeback.returns);
  return money(order.amount.currency, total(returns));
}

/**
 * The most that a refund can still take: what the legs have, less what the provider took back after release.
 *
 * @param kept payees whose shares the refund leaves alone
 */
export function remaining(order: Order, kept?: ReadonlySet<string>): Money {
  const ofTheSale = order.chargebacks.filter(({ payment }) => payment === order.paidBy);
  const sources = ofTheSale.filter(isUnwon).flatMap((chargeback) => chargeback.sources);
  const left = buyersPart(order, kept) - total(sources.map(({ amount }) => amount));
  return money(order.amount.currency, left > 0n ? left : 0n);
}

function isUnwon({ state }: Chargeback): boolean {
  return state !== 'won';
}

/** What the escrow account holds, with what is reserved for refunds on their way. */
export function escrowHeld(order: Order): Money {
  const gone = [refunded(order), released(order), chargedBack(order)].map(({ value }) => value);
  return money(order.amount.currency, captured(order).value + sponsored(order).value - total(gone));
}

/** The dispute that is not decided yet. */
export function openDispute(order: Pick<Order, 'disputes'>): Dispute | undefined {
  return order.disputes.find(({ state }) => state === 'open' || state === 'evidence');
}

/** The advance that the proceeds are assigned for. */
export function liveAdvance(order: Order): Advance | undefined {
  return order.advances.find(({ state }) => state === 'assigned');
}

/** The provider has not finished paying receivers and freeing the rest. */
export function isSplitting({ split }: Order): boolean {
  return split?.state === 'splitting' || split?.state === 'settling';
}

/** A buyer, or the buyer's bank, wants the money back, and nobody has decided yet. */
export function isContested(order: Order): boolean {
  return openDispute(order) !== undefined || order.chargebacks.some(({ state }) => state === 'open');
}

/** Whose share stays theirs when the buyer is refunded: their work is done. */
export function keptPayees({ rules, workDone }: Order): ReadonlySet<string> {
  const kept = rules.filter(
    ({ payee, onRefund }) =>
      onRefund === 'kept' && workDone.includes(payee === APPRAISER ? 'appraisal' : 'shipping'),
  );
  return new Set(kept.map(({ payee }) => payee));
}

/** The payee whose work is done with the appraisal; everybody else's is with the shipment. */
const APPRAISER = 'appraiser';

/** Who has how much of the sale, refunds taken off; empty until it is paid. */
export function allocations(order: Order): { readonly payee: string; readonly amount: Money }[] {
  return order.legs.map((leg) => ({
    payee: leg.payee,
    amount: money(order.amount.currency, netOf(leg)),
  }));
}

/** When it was made. */
export function openedAt({ timeline }: Order): Instant {
  return timeline[0]?.at ?? 0;
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

/** What the provider has of a payment, in minor units: paid, less what went back to the buyer. */
export function leftWithTheProvider({ refunds, chargebacks }: Order, payment: Payment): bigint {
  const gone = [
    ...refunds.filter(({ state, madeElsewhere }) => state === 'succeeded' && madeElsewhere === undefined),
    ...chargebacks.filter(isUnwon),
  ].filter((back) => back.payment === payment.id);
  return paidAmount(payment).value - total(gone.map(({ amount }) => amount.value));
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

/** The amounts of all refunds in a state. */
function refundsIn(order: Order, state: Refund['state']): Money[] {
  return order.refunds.filter((refund) => refund.state === state).map(({ amount }) => amount);
}

function sum(order: Order, amounts: readonly Money[]): Money {
  return money(order.amount.currency, total(amounts.map(({ value }) => value)));
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
