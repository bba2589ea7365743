import type { Instant } from '../../src/time/index.ts';
import { refundedFen, splitOutFen, withSellerFen } from './funds.ts';
import type { Refusal, Transition } from './state.ts';
import {
  type Confirmation,
  isPaid,
  type Leg,
  type Order,
  type PaidOrder,
  type Split,
  withPayment,
} from './trade.ts';

/** Splits (分账) and the settlement of held money (直付通), as pure functions from one state to the next. */

/** Outward splits may come to this share of an order, unless the merchant's contract says otherwise. */
export const MOST_SPLIT_PERCENT = 30n;

/** Of synchronous requests: so many an order, and so many receivers each. */
const MOST_SPLIT_REQUESTS = 50;
export const MOST_SPLIT_RECEIVERS = 5;

export interface SplitRequest {
  readonly outRequestNo: string;
  readonly settleNo: string;
  readonly legs: readonly Leg[];
  /** `royalty_finish`: what is left is the seller's, for good. */
  readonly finishes: boolean;
}

/**
 * All legs, or none.
 *
 * @param isBound whether the merchant has bound this receiver
 * @returns also the split: a request that was carried out before gives the same one again
 */
export function split(
  order: Order,
  request: SplitRequest,
  isBound: (receiver: string) => boolean,
  now: Instant,
): Transition<{ split: Split }> {
  if (!order.trade) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
  if (!isPaid(order)) return { ok: false, code: 'ACQ.TRADE_STATUS_ERROR', why: 'it has not been paid' };
  const earlier = order.trade.payment.splits.find((done) => done.outRequestNo === request.outRequestNo);
  if (earlier) {
    return sameSplit(earlier, request)
      ? { ok: true, order, split: earlier }
      : { ok: false, code: 'ACQ.DISCORDANT_REPEAT_REQUEST', why: 'the same request number split otherwise' };
  }
  const refusal = splitRefusal(order, request, isBound);
  if (refusal) return refusal;
  const done: Split = { ...request, at: now };
  const { payment } = order.trade;
  return {
    ok: true,
    split: done,
    order: withPayment(order, {
      ...payment,
      splits: [...payment.splits, done],
      splitsFinished: payment.splitsFinished || request.finishes,
    }),
  };
}

function sameSplit(split: Split, { legs, finishes }: SplitRequest): boolean {
  const isSame = (leg: Leg, i: number) =>
    leg.receiver === split.legs[i]?.receiver && leg.amountFen === split.legs[i]?.amountFen;
  return legs.length === split.legs.length && legs.every(isSame) && finishes === split.finishes;
}

function splitRefusal(
  order: PaidOrder,
  { legs }: SplitRequest,
  isBound: (receiver: string) => boolean,
): Refusal | undefined {
  const { status, payment } = order.trade;
  const { totalFen, heldUntilConfirmed } = order.terms;
  if (status === 'TRADE_CLOSED') return { ok: false, code: 'ACQ.ALLOC_REFUSE_AFTER_REFUND' };
  if (status === 'TRADE_FINISHED')
    return { ok: false, code: 'ACQ.TRADE_STATUS_ERROR', why: 'it is finished' };
  if (heldUntilConfirmed && !payment.confirmation)
    return { ok: false, code: 'ACQ.ALLOC_REFUSE_BEFORE_SETTLE' };
  if (payment.splitsFinished) return { ok: false, code: 'ACQ.ALREADY_FINISH_ALLOC' };
  if (payment.splits.length >= MOST_SPLIT_REQUESTS) {
    return { ok: false, code: 'ACQ.FREQUENCY_LIMITED', why: `${MOST_SPLIT_REQUESTS} requests an order` };
  }
  const stranger = legs.find(({ receiver }) => !isBound(receiver));
  if (stranger)
    return { ok: false, code: 'ACQ.ROYALTY_RECEIVER_INVALID', why: `${stranger.receiver} is not bound` };
  const sumFen = legs.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  if (splitOutFen(payment) + sumFen > (totalFen * MOST_SPLIT_PERCENT) / 100n) {
    const why = `${MOST_SPLIT_PERCENT} % of the order may be split, all requests together`;
    return { ok: false, code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', why };
  }
  if (sumFen > withSellerFen(totalFen, payment)) {
    return {
      ok: false,
      code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
      why: 'less than that is left after refunds',
    };
  }
  return undefined;
}

export interface ConfirmationRequest {
  readonly outRequestNo: string;
  readonly amountFen: bigint;
  /** `actual_amount`: settle this much, whatever `amount` says. */
  readonly actualFen?: bigint;
}

/** Settles held money to the seller. */
export function confirm(
  order: Order,
  request: ConfirmationRequest,
  now: Instant,
): Transition<{ confirmation: Confirmation }> {
  if (!order.trade) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
  if (!isPaid(order)) return { ok: false, code: unpaidCode(order), why: `it is ${order.trade.status}` };
  const { payment, status } = order.trade;
  const settledFen = request.actualFen ?? request.amountFen;
  const { confirmation: earlier } = payment;
  if (earlier && earlier.outRequestNo !== request.outRequestNo)
    return { ok: false, code: 'ACQ.ALREADY_CONFIRM_SETTLE' };
  if (earlier) {
    return earlier.amountFen === settledFen
      ? { ok: true, order, confirmation: earlier }
      : {
          ok: false,
          code: 'ACQ.DISCORDANT_REPEAT_REQUEST',
          why: 'the same request number settled another amount',
        };
  }
  if (status === 'TRADE_CLOSED') return { ok: false, code: 'ACQ.CONFIRM_REFUSE_AFTER_REFUND' };
  if (status === 'TRADE_FINISHED') return { ok: false, code: 'ACQ.TRADE_HAS_FINISHED' };
  const restFen = order.terms.totalFen - refundedFen(payment);
  if (request.actualFen === undefined ? request.amountFen !== restFen : request.actualFen > restFen) {
    return {
      ok: false,
      code: 'ACQ.INVALID_SETTLE_AMOUNT_PARAMETER',
      why: 'the total less refunds is to be settled',
    };
  }
  const confirmation = { outRequestNo: request.outRequestNo, amountFen: settledFen, at: now };
  return { ok: true, order: withPayment(order, { ...payment, confirmation }), confirmation };
}

function unpaidCode(order: Order): 'ACQ.TRADE_HAS_CLOSE' | 'ACQ.REASON_TRADE_STATUS_INVALID' {
  return order.trade?.status === 'TRADE_CLOSED' ? 'ACQ.TRADE_HAS_CLOSE' : 'ACQ.REASON_TRADE_STATUS_INVALID';
}
