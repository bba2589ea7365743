import type { RefundEffect } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import { type Refusal, refuse } from './errors.ts';
import { type Account, type FlowEntry, feeFen, type Move, refundedFen, sellerOf } from './funds.ts';
import { MCHID } from './identities.ts';
import type { Rules } from './rules.ts';
import { quietly, type Transition } from './state.ts';
import { isPaid, type Order, type PaidOrder, type Refund, type RefundSource, withPayment } from './trade.ts';

/** Refunds, as pure functions from one state of an order to the next. */

export interface RefundRequest {
  readonly outRefundNo: string;
  readonly amountFen: bigint;
  /** What the merchant takes the order's total to be. */
  readonly totalFen: bigint;
  readonly reason?: string;
  readonly notifyUrl?: string;
  /** 垫付: the platform pays for its sub-merchant. */
  readonly advanced: boolean;
}

export interface RefundContext {
  readonly rules: Rules;
  readonly now: Instant;
  readonly refundId: string;
  /** What a merchant has that is not frozen. */
  readonly availableFen: (mchid: string) => bigint;
}

export type RefundReason =
  | 'paid_order_not_exist'
  | 'order_total_differs'
  | 'refund_exceeds_order'
  | 'refund_differs'
  | 'refunds_too_many'
  | 'refund_period_over'
  | 'merchant_short_of_money'
  | 'frozen_short_of_money'
  | 'buyer_account_closed';

export function refund(
  order: Order,
  request: RefundRequest,
  context: RefundContext,
): Transition<RefundReason, { refund: Refund }> {
  if (!isPaid(order) || order.state === 'REVOKED')
    return refuse('paid_order_not_exist', `it is ${order.state}`);
  const earlier = order.payment.refunds.find(({ outRefundNo }) => outRefundNo === request.outRefundNo);
  if (earlier) {
    return isSame(earlier, request) && request.totalFen === order.terms.totalFen
      ? { ...quietly(order), refund: earlier }
      : refuse('refund_differs');
  }
  const refusal = orderRefusal(order, request, context);
  if (refusal) return refusal;
  const accepted = acceptedRefund(order, request, context);
  const shortage = shortageOf(order, accepted, context);
  if (shortage) return shortage;
  return { ok: true, ...accept(order, accepted), events: [], refund: accepted };
}

function isSame(earlier: Refund, { amountFen, advanced }: RefundRequest): boolean {
  return earlier.amountFen === amountFen && (earlier.source === 'advance') === advanced;
}

function orderRefusal(
  { terms, payment }: PaidOrder,
  { amountFen, totalFen }: RefundRequest,
  { rules, now }: RefundContext,
): Refusal<RefundReason> | undefined {
  if (totalFen !== terms.totalFen) return refuse('order_total_differs', `it is ${terms.totalFen} fen`);
  if (now >= payment.at + rules.refundPeriodMs) return refuse('refund_period_over');
  if (payment.refunds.length >= rules.refundsPerOrder) return refuse('refunds_too_many');
  if (payment.method === 'closed_account') return refuse('buyer_account_closed');
  const leftFen = terms.totalFen - refundedFen(payment);
  return amountFen > leftFen ? refuse('refund_exceeds_order', `${leftFen} fen are left`) : undefined;
}

function acceptedRefund(
  order: PaidOrder,
  { outRefundNo, amountFen, reason, notifyUrl, advanced }: RefundRequest,
  { rules, now, refundId }: RefundContext,
): Refund {
  const { terms, payment } = order;
  const keptFen = terms.totalFen - refundedFen(payment);
  const source: RefundSource = advanced ? 'advance' : payment.sharingFinished ? 'available' : 'frozen';
  return {
    outRefundNo,
    refundId,
    amountFen,
    feeBackFen: feeFen(keptFen, payment) - feeFen(keptFen - amountFen, payment),
    source,
    ...(reason === undefined ? {} : { reason }),
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
    status: 'PROCESSING',
    createdAt: now,
    // A bank that never answers, for those who want to see what happens then.
    ...(payment.method === 'stuck_card' ? {} : { settlesAt: now + rules.refundTakesMs }),
  };
}

function shortageOf(
  order: PaidOrder,
  { source, amountFen, feeBackFen }: Refund,
  { availableFen }: RefundContext,
): Refusal<RefundReason> | undefined {
  const neededFen = amountFen - feeBackFen;
  if (source === 'frozen') {
    const { frozenFen } = order.payment;
    return neededFen > frozenFen
      ? refuse('frozen_short_of_money', `${frozenFen} fen are still frozen`)
      : undefined;
  }
  const haveFen = availableFen(source === 'advance' ? MCHID : sellerOf(order));
  return neededFen > haveFen ? refuse('merchant_short_of_money', `${haveFen} fen are available`) : undefined;
}

function accept(order: PaidOrder, accepted: Refund): { order: PaidOrder; moves: Move[] } {
  const { payment } = order;
  const { amountFen, feeBackFen } = accepted;
  const frozenFen = payment.frozenFen - (accepted.source === 'frozen' ? amountFen - feeBackFen : 0n);
  const purse = purseOf(order, accepted);
  const entry = refundEntry(accepted);
  return {
    order: { ...withPayment(order, { frozenFen, refunds: [...payment.refunds, accepted] }), state: 'REFUND' },
    moves: [
      { from: purse, to: 'refunding', fen: amountFen - feeBackFen, entry },
      { from: 'fee', to: 'refunding', fen: feeBackFen, entry },
    ],
  };
}

function purseOf(order: PaidOrder, { source }: Refund): Account {
  switch (source) {
    case 'frozen':
    case 'available':
      return `${source}:${sellerOf(order)}`;
    case 'advance':
      return `available:${MCHID}`;
    default:
      return source satisfies never;
  }
}

function refundEntry({ refundId, outRefundNo, reason }: Refund): FlowEntry {
  return {
    name: '退款',
    type: '退款',
    businessNo: refundId,
    flowNo: refundId,
    voucherNo: outRefundNo,
    ...(reason === undefined ? {} : { remark: reason }),
  };
}

/** The refund as it will go where something is to go wrong with it. */
export function goesWrong(
  order: Order,
  { refundId }: Refund,
  effects: readonly RefundEffect[],
  now: Instant,
): PaidOrder {
  const refund = isPaid(order) && order.payment.refunds.find((one) => one.refundId === refundId);
  if (!refund) throw new Error(`there is no refund ${refundId}`);
  const slow = effects.find((effect) => 'takesMs' in effect);
  return replaceRefund(order, {
    ...refund,
    ...(slow ? { settlesAt: now + slow.takesMs } : {}),
    ...(effects.some((effect) => 'isAbnormal' in effect) ? { isAbnormal: true } : {}),
  });
}

/** The bank has answered: the buyer has the money, or the card is dead and nobody has. */
export function settleRefund(order: PaidOrder, refundId: string, now: Instant): Transition<never> {
  const settling = order.payment.refunds.find((refund) => refund.refundId === refundId);
  if (!settling) throw new Error(`there is no refund ${refundId}`);
  const { settlesAt: _, ...waiting } = settling;
  const isDead =
    (order.payment.method === 'cancelled_card' || settling.isAbnormal === true) &&
    settling.redirectedTo === undefined;
  const settled: Refund = isDead
    ? { ...waiting, status: 'ABNORMAL' }
    : { ...waiting, status: 'SUCCESS', succeededAt: now };
  const entry = refundEntry(settled);
  return {
    ok: true,
    order: replaceRefund(order, settled),
    moves: isDead ? [] : [{ from: 'refunding', to: 'buyer', fen: settled.amountFen, entry }],
    events: [{ type: 'refunded', refund: settled }],
  };
}

/** 发起异常退款: the money goes to another card of the buyer, or to the merchant to hand it over. */
export function redirectRefund(
  order: PaidOrder,
  refund: Refund,
  redirectedTo: string,
  { rules, now }: Pick<RefundContext, 'rules' | 'now'>,
): Transition<'refund_not_abnormal', { refund: Refund }> {
  if (refund.status !== 'ABNORMAL') return refuse('refund_not_abnormal', `it is ${refund.status}`);
  const redirected: Refund = {
    ...refund,
    status: 'PROCESSING',
    redirectedTo,
    settlesAt: now + rules.refundTakesMs,
  };
  return { ...quietly(replaceRefund(order, redirected)), refund: redirected };
}

/** 回补: the sub-merchant pays back what the platform advanced. */
export function returnAdvance(
  order: PaidOrder,
  refund: Refund,
  advanceReturnId: string,
  { rules, now, availableFen }: Pick<RefundContext, 'rules' | 'now' | 'availableFen'>,
): Transition<'advance_not_exist' | 'advance_period_over' | 'balance_short', { refund: Refund }> {
  if (refund.source !== 'advance') return refuse('advance_not_exist');
  if (refund.advanceReturn) return { ...quietly(order), refund };
  if (now >= refund.createdAt + rules.advanceReturnPeriodMs) return refuse('advance_period_over');
  const fen = advancedFen(refund);
  const seller = sellerOf(order);
  if (fen > availableFen(seller)) return refuse('balance_short', `${availableFen(seller)} fen are available`);
  const returned: Refund = { ...refund, advanceReturn: { advanceReturnId, at: now } };
  const entry: FlowEntry = {
    name: '退款',
    type: '垫付回补',
    businessNo: advanceReturnId,
    flowNo: advanceReturnId,
    voucherNo: refund.outRefundNo,
  };
  return {
    ok: true,
    order: replaceRefund(order, returned),
    moves: [{ from: `available:${seller}`, to: `available:${MCHID}`, fen, entry }],
    events: [],
    refund: returned,
  };
}

/** What the platform paid in its sub-merchant's place. */
export function advancedFen({ amountFen, feeBackFen }: Refund): bigint {
  return amountFen - feeBackFen;
}

function replaceRefund(order: PaidOrder, changed: Refund): PaidOrder {
  const refunds = order.payment.refunds.map((refund) =>
    refund.refundId === changed.refundId ? changed : refund,
  );
  return withPayment(order, { refunds });
}
