import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { SubCode } from './errors.ts';
import { refundedFen, sharesFen, withSellerFen } from './funds.ts';
import { CLOSED_RECEIVER } from './identities.ts';
import {
  isPaid,
  type Leg,
  type Means,
  type Order,
  type PaidOrder,
  type Refund,
  type Terms,
  withPayment,
} from './trade.ts';

/**
 * The life of a trade, as pure functions from one state to the next.
 *
 *     (order behind a code) ── scanned ──▶ WAIT_BUYER_PAY ── paid ──▶ TRADE_SUCCESS ── refund period over ──▶ TRADE_FINISHED
 *                                                │                          │
 *                                                └─ closed, timed out       └─ refunded in full ──▶ TRADE_CLOSED
 */
export interface Refusal {
  readonly ok: false;
  readonly code: SubCode;
  readonly why?: string;
}

export type Transition<T = unknown> = ({ readonly ok: true; readonly order: Order } & T) | Refusal;

const refuse = (code: SubCode, why?: string): Refusal => ({ ok: false, code, ...(why ? { why } : {}) });

/** How long a paid trade can be refunded, after which it is finished (opendocs.alipay.com/open/00f7nr: 12 months). */
const REFUND_PERIOD_MS: DurationMs = 365 * 86_400_000;

/** How long money stays frozen for splits that nobody finishes (the sheet: 30 days). */
const FREEZE_MS: DurationMs = 30 * 86_400_000;

/** How long a payment can be cancelled (the sheet: 24 h). */
const CANCEL_PERIOD_MS: DurationMs = 86_400_000;

/** @returns why the buyer cannot pay it any more, or undefined when it can be paid */
export function notPayable(order: Order, now: Instant): Refusal | undefined {
  const status = order.trade?.status;
  switch (status) {
    case undefined:
      return order.cancelled || hasLapsed(order, now) ? refuse('ACQ.TRADE_HAS_CLOSE') : undefined;
    case 'WAIT_BUYER_PAY':
      return now >= order.payableUntil ? refuse('ACQ.TRADE_HAS_CLOSE') : undefined;
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return refuse('ACQ.TRADE_HAS_SUCCESS');
    case 'TRADE_CLOSED':
      return refuse('ACQ.TRADE_HAS_CLOSE');
    default:
      return status satisfies never;
  }
}

/** Whether an order came to nothing: its code ran out unscanned. Its number is free again. */
export function hasLapsed(order: Order, now: Instant): boolean {
  return !order.trade && !order.cancelled && now >= (order.codeUntil ?? order.payableUntil);
}

/** The merchant asks for the same order number again. */
export function askAgain(order: Order, terms: Terms, now: Instant): Transition {
  const differing = differingTerm(order.terms, terms);
  if (differing) return refuse('ACQ.CONTEXT_INCONSISTENT', `${differing} differs from the first request`);
  return notPayable(order, now) ?? { ok: true, order };
}

function differingTerm(first: Terms, second: Terms): string | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]) as Set<keyof Terms>;
  return [...names].find((name) => first[name] !== second[name]);
}

/** The buyer scans the code or opens the cashier: from here on there is a trade. */
export function open(order: Order, tradeNo: string, now: Instant): Transition {
  const refusal = notPayable(order, now);
  if (refusal) return refusal;
  if (order.trade) return { ok: true, order };
  return { ok: true, order: { ...order, trade: { tradeNo, status: 'WAIT_BUYER_PAY', createdAt: now } } };
}

export function pay(order: Order, means: Means, now: Instant): Transition {
  const refusal = notPayable(order, now);
  if (refusal) return refusal;
  if (!order.trade) return refuse('ACQ.TRADE_NOT_EXIST');
  const payment = { at: now, means, refunds: [], splits: [], splitsFinished: false };
  return { ok: true, order: { ...order, trade: { ...order.trade, status: 'TRADE_SUCCESS', payment } } };
}

export function close(order: Order, now: Instant): Transition {
  const status = order.trade?.status;
  switch (status) {
    case undefined:
      return refuse('ACQ.TRADE_NOT_EXIST', 'the code has not been scanned; it can still be paid');
    case 'WAIT_BUYER_PAY':
      return { ok: true, order: ended(order, 'TRADE_CLOSED', now) };
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
    case 'TRADE_CLOSED':
      return refuse('ACQ.TRADE_STATUS_ERROR', `it is ${status}`);
    default:
      return status satisfies never;
  }
}

/** @returns also what was done: an unpaid trade is closed, a paid one refunded in full */
export function cancel(
  order: Order,
  now: Instant,
): Transition<{ action: 'close' | 'refund'; changed: boolean }> {
  if (!order.trade) {
    const changed = !order.cancelled;
    return { ok: true, order: { ...order, cancelled: true }, action: 'close', changed };
  }
  const { status, payment } = order.trade;
  switch (status) {
    case 'WAIT_BUYER_PAY':
      return { ok: true, order: ended(order, 'TRADE_CLOSED', now), action: 'close', changed: true };
    case 'TRADE_CLOSED':
      return { ok: true, order, action: payment ? 'refund' : 'close', changed: false };
    case 'TRADE_FINISHED':
      return refuse('ACQ.TRADE_HAS_FINISHED');
    case 'TRADE_SUCCESS':
      break;
    default:
      return status satisfies never;
  }
  if (payment && now >= payment.at + CANCEL_PERIOD_MS) return refuse('ACQ.TRADE_CANCEL_TIME_OUT');
  if (payment?.refunds.length) return refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR', 'it was refunded before');
  const { outTradeNo, totalFen } = order.terms;
  const refunded = refund(order, { outRequestNo: outTradeNo, amountFen: totalFen, returns: [] }, now);
  return refunded.ok ? { ok: true, order: refunded.order, action: 'refund', changed: true } : refunded;
}

export interface RefundRequest {
  /** Left out, it is a refund in full under the order number. */
  readonly outRequestNo?: string;
  readonly amountFen: bigint;
  readonly reason?: string;
  readonly returns: readonly Leg[];
}

export interface Refunded {
  readonly refund: Refund;
  /** All refunds of the trade, this one included. */
  readonly refundedFen: bigint;
  /** Whether money moved: a request that was carried out before succeeds without. */
  readonly moved: boolean;
}

export function refund(order: Order, request: RefundRequest, now: Instant): Transition<Refunded> {
  if (!order.trade) return refuse('ACQ.TRADE_NOT_EXIST');
  if (!isPaid(order)) {
    return refuse(order.trade.status === 'TRADE_CLOSED' ? 'ACQ.TRADE_HAS_CLOSE' : 'ACQ.TRADE_STATUS_ERROR');
  }
  const { payment } = order.trade;
  const outRequestNo = request.outRequestNo ?? order.terms.outTradeNo;
  const earlier = payment.refunds.find((done) => done.outRequestNo === outRequestNo);
  if (earlier) {
    return earlier.amountFen === request.amountFen
      ? { ok: true, order, refund: earlier, refundedFen: refundedFen(payment), moved: false }
      : refuse('ACQ.DISCORDANT_REPEAT_REQUEST', `${outRequestNo} refunded another amount before`);
  }
  const refusal = refundRefusal(order, request);
  if (refusal) return refusal;
  const { amountFen, reason, returns } = request;
  const done: Refund = { outRequestNo, amountFen, at: now, returns, ...(reason ? { reason } : {}) };
  const after = withPayment(order, { ...payment, refunds: [...payment.refunds, done] });
  const soFarFen = refundedFen(payment) + amountFen;
  const isFull = soFarFen === order.terms.totalFen;
  return {
    ok: true,
    order: isFull ? ended(after, 'TRADE_CLOSED', now) : after,
    refund: done,
    refundedFen: soFarFen,
    moved: true,
  };
}

function refundRefusal(
  order: PaidOrder,
  { outRequestNo, amountFen, returns }: RefundRequest,
): Refusal | undefined {
  const { payment, status } = order.trade;
  const { totalFen } = order.terms;
  if (status === 'TRADE_FINISHED') return refuse('ACQ.TRADE_HAS_FINISHED', 'the refund period is over');
  if (status === 'TRADE_CLOSED') return refuse('ACQ.TRADE_HAS_CLOSE', 'it was refunded in full');
  // Which code it is was seen in answers: developer.aliyun.com/article/707486.
  if (outRequestNo === undefined && amountFen !== totalFen) {
    return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'a partial refund needs an out_request_no');
  }
  if (amountFen > totalFen - refundedFen(payment)) {
    return refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR', 'it is more than what has not been refunded yet');
  }
  const shares = sharesFen(payment);
  let returnedFen = 0n;
  for (const leg of returns) {
    const share = shares.get(leg.receiver);
    if (share === undefined || leg.receiver === CLOSED_RECEIVER) {
      const why = `${leg.receiver} has no share of it, or no account any more`;
      return refuse('ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST', why);
    }
    if (leg.amountFen > share) return refuse('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', `${leg.receiver} has less`);
    shares.set(leg.receiver, share - leg.amountFen);
    returnedFen += leg.amountFen;
  }
  if (returnedFen > amountFen)
    return refuse('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', 'more comes back than is refunded');
  // Our seller has no other money than the trade's own.
  if (amountFen - returnedFen > withSellerFen(totalFen, payment)) {
    return refuse(
      'ACQ.SELLER_BALANCE_NOT_ENOUGH',
      'part of it went to receivers: see refund_royalty_parameters',
    );
  }
  return undefined;
}

/** What time alone does to a trade, and when. */
interface Timer {
  readonly at: Instant;
  run(now: Instant): Order;
}

/** When the trade next changes by itself. */
export function nextTimer(order: Order): Instant | undefined {
  return firstTimer(order)?.at;
}

/** Does what {@link nextTimer} announced. */
export function runTimer(order: Order, now: Instant): Order {
  return firstTimer(order)?.run(now) ?? order;
}

function firstTimer(order: Order): Timer | undefined {
  const [first] = timersOf(order).toSorted((a, b) => a.at - b.at);
  return first;
}

function timersOf(order: Order): Timer[] {
  if (order.trade?.status === 'WAIT_BUYER_PAY') {
    return [{ at: order.payableUntil, run: (now) => ended(order, 'TRADE_CLOSED', now) }];
  }
  if (order.trade?.status !== 'TRADE_SUCCESS' || !isPaid(order)) return [];
  const { payment } = order.trade;
  const { heldUntilConfirmed, confirmsAfterMs, frozenForSplits, totalFen } = order.terms;
  const timers: Timer[] = [
    { at: payment.at + REFUND_PERIOD_MS, run: (now) => ended(order, 'TRADE_FINISHED', now) },
  ];
  const confirmsAt =
    payment.freesAt ?? (confirmsAfterMs === undefined ? undefined : payment.at + confirmsAfterMs);
  if (heldUntilConfirmed && confirmsAt !== undefined && !payment.confirmation) {
    const confirm = (now: Instant) =>
      withPayment(order, {
        ...payment,
        confirmation: { amountFen: totalFen - refundedFen(payment), at: now },
      });
    timers.push({ at: confirmsAt, run: confirm });
  }
  if (frozenForSplits && !payment.splitsFinished) {
    const free = () => withPayment(order, { ...payment, splitsFinished: true });
    timers.push({ at: payment.freesAt ?? payment.at + FREEZE_MS, run: free });
  }
  return timers;
}

function ended(order: Order, status: 'TRADE_CLOSED' | 'TRADE_FINISHED', now: Instant): Order {
  return order.trade ? { ...order, trade: { ...order.trade, status, closedAt: now } } : order;
}
