import type { Instant } from '../../src/time/index.ts';
import { sellerOf } from './funds.ts';
import { subMerchantKind } from './identities.ts';
import { settleRefund } from './refunds.ts';
import type { Rules } from './rules.ts';
import { settleSharing, unfreezeByTime } from './sharing.ts';
import { type Outcome, quietly } from './state.ts';
import { isPaid, type Order, type PaidOrder } from './trade.ts';

/** What time alone does to an order. */

/** When the order next changes by itself. */
export function nextTimer(order: Order, rules: Rules): Instant | undefined {
  if (order.state === 'NOTPAY' || order.state === 'USERPAYING') return order.closesAt;
  if (!isPaid(order)) return undefined;
  const { refunds, sharings } = order.payment;
  const due = [...refunds, ...sharings].flatMap(({ settlesAt }) => settlesAt ?? []);
  const unfreezes = unfreezesAt(order, rules);
  if (unfreezes !== undefined) due.push(unfreezes);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** Does what {@link nextTimer} announced, one thing at a time. */
export function runTimer(order: Order, rules: Rules, now: Instant): Outcome {
  if (order.state === 'NOTPAY') return quietly({ ...order, state: 'CLOSED' });
  if (order.state === 'USERPAYING') return quietly({ ...order, state: 'PAYERROR' });
  if (!isPaid(order)) return quietly(order);
  const { refunds, sharings } = order.payment;
  const refund = refunds.find(({ settlesAt }) => isDue(settlesAt, now));
  if (refund) return outcomeOf(settleRefund(order, refund.refundId, now));
  const sharing = sharings.find(({ settlesAt }) => isDue(settlesAt, now));
  if (sharing) return outcomeOf(settleSharing(order, sharing.orderId, now));
  return isDue(unfreezesAt(order, rules), now) ? outcomeOf(unfreezeByTime(order)) : quietly(order);
}

/** Undefined once nothing more can be shared. */
function unfreezesAt(order: PaidOrder, { frozenForMs, ecommerceFrozenForMs }: Rules): Instant | undefined {
  const { sharingFinished, at, frozenUntil } = order.payment;
  if (sharingFinished || order.state === 'REVOKED') return undefined;
  if (frozenUntil !== undefined) return frozenUntil;
  const isEcommerce = subMerchantKind(sellerOf(order)) === 'ecommerce';
  return at + (isEcommerce ? ecommerceFrozenForMs : frozenForMs);
}

function isDue(at: Instant | undefined, now: Instant): boolean {
  return at !== undefined && at <= now;
}

function outcomeOf(transition: ReturnType<typeof settleRefund>): Outcome {
  if (!transition.ok) throw new Error(`time was refused: ${transition.reason}`);
  return transition;
}
