import type { DurationMs } from '../../src/time/index.ts';
import { INSTALMENTS } from './means.ts';
import type { Office } from './office.ts';
import { open, pay, type Refusal } from './state.ts';
import {
  isPaid,
  type Means,
  type Order,
  PAYMENT_METHODS,
  type PaymentMethod,
  type Terms,
  type Trade,
  withPayment,
} from './trade.ts';

/** What a buyer does, at the cashier page or on the phone. */

const FOREVER_MS: DurationMs = 100 * 365 * 86_400_000;

type Visited = { readonly ok: true; readonly order: Order; readonly trade: Trade } | Refusal;

/** Scans the code or opens the cashier: from here on there is a trade. */
export function visit(office: Office, order: Order): Visited {
  const now = office.clock.now();
  const tradeNo = order.trade?.tradeNo ?? office.trades.newTradeNo(now);
  const opened = open(order, tradeNo, now);
  if (!opened.ok) return opened;
  if (opened.order !== order) office.trades.save(opened.order);
  return withTrade(opened.order);
}

/** Pays what is owed; the merchant is told. */
export function payBill(office: Office, order: Order, means: Means): Visited {
  const paid = pay(order, means, office.clock.now());
  if (!paid.ok) return paid;
  const held = heldAsLong(office, paid.order);
  office.trades.save(held);
  office.notify(held);
  return withTrade(held);
}

/** Money that is held may be freed earlier than agreed. */
function heldAsLong({ mishaps, clock }: Office, order: Order): Order {
  const { outTradeNo, heldUntilConfirmed, frozenForSplits } = order.terms;
  const isHeld = heldUntilConfirmed || frozenForSplits === true;
  const [hold] = mishaps.at('hold', { order: outTradeNo }, () => isHeld);
  if (!hold || !isPaid(order)) return order;
  return withPayment(order, { ...order.trade.payment, freesAt: clock.now() + hold.lastsMs });
}

/** The buyer neither pays nor leaves, and it does not end either. */
export function keepWaiting(office: Office, order: Order, trade: Trade): Visited {
  const waiting = { ...order, payableUntil: office.clock.now() + FOREVER_MS };
  office.trades.save(waiting);
  return { ok: true, order: waiting, trade };
}

function withTrade(order: Order): Visited {
  return order.trade ? { ok: true, order, trade: order.trade } : { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
}

/**
 * What a buyer may choose. Left to itself it is the balance, or Huabei where the merchant chose instalments.
 *
 * @returns undefined when there is no such way to pay
 */
export function chooseMeans(
  terms: Terms,
  method: string | undefined,
  instalments: number | undefined,
): Means | undefined {
  const chosen = method ?? (terms.instalments === undefined ? 'balance' : 'huabei');
  if (!isPaymentMethod(chosen)) return undefined;
  if (chosen !== 'huabei') return instalments === undefined ? { method: chosen } : undefined;
  const number = instalments ?? terms.instalments;
  if (number === undefined) return { method: chosen };
  return INSTALMENTS.includes(number) ? { method: chosen, instalments: number } : undefined;
}

function isPaymentMethod(method: string): method is PaymentMethod {
  return (PAYMENT_METHODS as readonly string[]).includes(method);
}
