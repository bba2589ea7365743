import type { Instant } from '../../src/time/index.ts';
import { type Refusal, refuse } from './errors.ts';
import { BUYER_OPENID } from './identities.ts';
import type { Office } from './office.ts';
import { notPayable, pay } from './state.ts';
import { type Order, PAYMENT_METHODS, type PaidOrder, type PaymentMethod } from './trade.ts';

/** What a buyer does, on the phone or at the H5 page. */

export type Unpaid = Refusal<'order_paid' | 'order_closed'>;

/** Pays what is owed; the merchant is told. */
export function payBill(
  office: Office,
  order: Order,
  method: PaymentMethod,
): { readonly ok: true; readonly order: PaidOrder } | Unpaid {
  const now = office.clock.now();
  const transactionId = newTransactionId(office, now);
  const openid = order.terms.openid ?? BUYER_OPENID;
  const paid = pay(order, { transactionId, method, openid }, office.rules, now);
  if (paid.ok) office.commit(paid);
  return paid;
}

/** A number that no payment has. */
function newTransactionId({ numbers, trades }: Office, now: Instant): string {
  for (;;) {
    const transactionId = numbers.transactionId(now);
    if (!trades.findByTransactionId(transactionId)) return transactionId;
  }
}

/** @returns why what was presented cannot be paid, or undefined when it can */
export function presentedFault(order: Order, now: Instant): Unpaid | undefined {
  const fault = notPayable(order, now);
  if (fault || !order.prepay || now < order.prepay.livesUntil) return fault;
  return refuse('order_closed', 'what was presented has lapsed; the merchant can place the order again');
}

export function isPaymentMethod(method: string): method is PaymentMethod {
  return (PAYMENT_METHODS as readonly string[]).includes(method);
}
