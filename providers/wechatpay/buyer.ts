import type { DurationMs, Instant } from '../../src/time/index.ts';
import { BUYER_OPENID } from './identities.ts';
import { combinedNotice } from './notices.ts';
import type { Office } from './office.ts';
import { type Presented, presentedFault, type Unpaid } from './presented.ts';
import { pay } from './state.ts';
import { type Order, PAYMENT_METHODS, type PaidOrder, type PaymentMethod, withPayment } from './trade.ts';

/** What a buyer does, on the phone, at the H5 page, or with a barcode. */

/** Pays what is presented, all of it or nothing; the merchant is told. */
export function payPresented(
  office: Office,
  presented: Presented,
  method: PaymentMethod,
): { readonly ok: true; readonly orders: readonly PaidOrder[]; readonly reference: string } | Unpaid {
  const fault = presentedFault(presented, office.clock.now());
  if (fault) return fault;
  const orders = presented.orders.map((order) => payOrder(office, order, method));
  const [first] = orders;
  if (!first) throw new Error(`${presented.no} has no orders`);
  if (!presented.combined) return { ok: true, orders, reference: first.payment.transactionId };
  const reference = newTransactionId(office, office.clock.now());
  const combined = { ...presented.combined, combineTransactionId: reference };
  office.combined.save(combined);
  office.tell(combinedNotice(combined, orders));
  return { ok: true, orders, reference };
}

function payOrder(office: Office, order: Order, method: PaymentMethod): PaidOrder {
  const now = office.clock.now();
  const openid = order.terms.openid ?? BUYER_OPENID;
  const paid = pay(
    order,
    { transactionId: newTransactionId(office, now), method, openid },
    office.rules,
    now,
  );
  if (!paid.ok) throw new Error(`${order.terms.outTradeNo} was payable, and then not: ${paid.reason}`);
  const held = { ...paid, order: heldAsLong(office, paid.order) };
  office.commit(held);
  return held.order;
}

/** What is frozen may be freed earlier than agreed. */
function heldAsLong({ mishaps, clock }: Office, order: PaidOrder): PaidOrder {
  const { outTradeNo, profitSharing } = order.terms;
  const [hold] = mishaps.at('hold', { order: outTradeNo }, () => profitSharing);
  return hold ? withPayment(order, { frozenUntil: clock.now() + hold.lastsMs }) : order;
}

/** The buyer neither pays nor leaves, and it does not end either. */
export function keepWaiting(office: Office, { orders }: Presented): void {
  const closesAt = office.clock.now() + FOREVER_MS;
  for (const order of orders) office.trades.save({ ...order, closesAt });
}

const FOREVER_MS: DurationMs = 100 * 365 * 86_400_000;

/** A number that no payment has. */
function newTransactionId({ numbers, trades }: Office, now: Instant): string {
  for (;;) {
    const transactionId = numbers.transactionId(now);
    if (!trades.findByTransactionId(transactionId)) return transactionId;
  }
}

export function isPaymentMethod(method: string): method is PaymentMethod {
  return (PAYMENT_METHODS as readonly string[]).includes(method);
}
