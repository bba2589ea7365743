import { formatBeijing, type Instant } from '../../src/time/index.ts';
import { type Reason, type Refusal, refuse } from './errors.ts';
import { type Account, type FlowEntry, feeFen, type Move, sellerOf } from './funds.ts';
import type { Rules } from './rules.ts';
import {
  isPaid,
  type Order,
  type PaidOrder,
  type Payment,
  type PaymentMethod,
  type Refund,
  type Share,
  type Sharing,
  type SharingReturn,
  type Terms,
  withPayment,
} from './trade.ts';

/**
 * The life of an order, as pure functions from one state to the next.
 *
 *     NOTPAY ── paid ──▶ SUCCESS ── a refund was accepted ──▶ REFUND
 *        │ └─ barcode without the password yet ──▶ USERPAYING ── paid ──▶ SUCCESS
 *        │                                            └─ not entered ──▶ PAYERROR ── reversed ──▶ REVOKED
 *        └─ closed, timed out ──▶ CLOSED
 */
export interface Outcome {
  readonly order: Order;
  readonly moves: readonly Move[];
  /** What somebody is to be told. */
  readonly events: readonly Event[];
}

export type Event =
  | { readonly type: 'paid' }
  | { readonly type: 'refunded'; readonly refund: Refund }
  | { readonly type: 'shared'; readonly sharing: Sharing; readonly share: Share }
  | { readonly type: 'returned'; readonly sharingReturn: SharingReturn };

export type Transition<R extends Reason, T = unknown> = ({ readonly ok: true } & Outcome & T) | Refusal<R>;

/** A step that moves no money and that nobody is told of. */
export function quietly(order: Order): { readonly ok: true } & Outcome {
  return { ok: true, order, moves: [], events: [] };
}

/** @returns why the buyer cannot pay it any more, or undefined when it can be paid */
export function notPayable(order: Order, now: Instant): Refusal<'order_paid' | 'order_closed'> | undefined {
  switch (order.state) {
    case 'NOTPAY':
    case 'USERPAYING':
      return now >= order.closesAt ? refuse('order_closed', 'its time is over') : undefined;
    case 'SUCCESS':
    case 'REFUND':
      return refuse('order_paid');
    case 'CLOSED':
    case 'REVOKED':
    case 'PAYERROR':
      return refuse('order_closed', `it is ${order.state}`);
    default:
      return order.state satisfies never;
  }
}

/** The merchant asks for the same order number again. */
export function askAgain(
  order: Order,
  terms: Terms,
  now: Instant,
): Transition<'out_trade_no_used' | 'order_paid' | 'order_closed'> {
  const differing = differingTerm(order.terms, terms);
  if (differing) return refuse('out_trade_no_used', `${differing} differs from the first request`);
  return notPayable(order, now) ?? quietly(order);
}

function differingTerm(first: Terms, second: Terms): string | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]) as Set<keyof Terms>;
  return [...names].find((name) => first[name] !== second[name]);
}

export interface Means {
  readonly transactionId: string;
  readonly method: PaymentMethod;
  readonly openid: string;
}

export function pay(
  order: Order,
  means: Means,
  rules: Rules,
  now: Instant,
): Transition<'order_paid' | 'order_closed', { order: PaidOrder }> {
  const refusal = notPayable(order, now);
  if (refusal) return refusal;
  const { terms } = order;
  const takenFen = feeFen(terms.totalFen, rules);
  const payment: Payment = {
    ...means,
    at: now,
    feeBps: rules.feeBps,
    frozenFen: terms.profitSharing ? terms.totalFen - takenFen : 0n,
    sharingFinished: !terms.profitSharing,
    refunds: [],
    sharings: [],
    returns: [],
  };
  const paid: PaidOrder = { ...order, state: 'SUCCESS', payment };
  const purse: Account = `${terms.profitSharing ? 'frozen' : 'available'}:${sellerOf(order)}`;
  const entry = tradeEntry(paid);
  return {
    ok: true,
    order: paid,
    moves: [
      { from: 'buyer', to: purse, fen: terms.totalFen, entry },
      { from: purse, to: 'fee', fen: takenFen, entry: { ...entry, type: '扣除交易手续费' } },
    ],
    events: [{ type: 'paid' }],
  };
}

function tradeEntry({ terms, payment }: PaidOrder): FlowEntry {
  const { transactionId } = payment;
  return {
    name: '交易',
    type: '交易',
    businessNo: transactionId,
    flowNo: transactionId,
    voucherNo: terms.outTradeNo,
  };
}

/** A barcode above the limit: the phone asks for the password. */
export function askForPassword(order: Order): Order {
  return { ...order, state: 'USERPAYING' };
}

/** An unpaid order is closed; one that is closed already stays so. */
export function close(order: Order): Transition<'order_paid' | 'only_reversible' | 'combined_order_apart'> {
  return order.terms.combineOutTradeNo === undefined ? closeUnpaid(order) : refuse('combined_order_apart');
}

/** The same for a part of a combined order, which is closed with the others. */
export function closeUnpaid(order: Order): Transition<'order_paid' | 'only_reversible'> {
  switch (order.state) {
    case 'NOTPAY':
      return quietly({ ...order, state: 'CLOSED' });
    case 'CLOSED':
      return quietly(order);
    case 'SUCCESS':
    case 'REFUND':
      return refuse('order_paid');
    case 'USERPAYING':
    case 'PAYERROR':
    case 'REVOKED':
      return refuse('only_reversible');
    default:
      return order.state satisfies never;
  }
}

/** 撤销, of a barcode payment: undoes it whatever became of it, on the day of payment. */
export function reverse(
  order: Order,
  now: Instant,
  availableFen: (mchid: string) => bigint,
): Transition<
  'not_barcode_order' | 'reversal_too_late' | 'order_refunded' | 'merchant_short_of_money' | 'order_closed'
> {
  if (order.terms.tradeType !== 'MICROPAY') return refuse('not_barcode_order');
  switch (order.state) {
    case 'NOTPAY':
    case 'USERPAYING':
    case 'PAYERROR':
      return quietly({ ...order, state: 'REVOKED' });
    case 'REVOKED':
      return quietly(order);
    case 'CLOSED':
      return refuse('order_closed');
    case 'REFUND':
      return refuse('order_refunded');
    case 'SUCCESS':
      break;
    default:
      return order.state satisfies never;
  }
  if (!isPaid(order)) throw new Error(`${order.terms.outTradeNo} succeeded without a payment`);
  if (formatBeijing(order.payment.at).slice(0, 10) !== formatBeijing(now).slice(0, 10)) {
    return refuse('reversal_too_late');
  }
  if (order.payment.sharings.length > 0) return refuse('order_refunded', 'part of it was shared');
  const neededFen = order.terms.totalFen - feeFen(order.terms.totalFen, order.payment);
  if (!order.terms.profitSharing && availableFen(sellerOf(order)) < neededFen) {
    return refuse('merchant_short_of_money');
  }
  const revoked = withPayment({ ...order, state: 'REVOKED' }, { frozenFen: 0n, sharingFinished: true });
  return { ok: true, order: revoked, moves: reversalMoves(order), events: [] };
}

function reversalMoves(order: PaidOrder): Move[] {
  const { terms, payment } = order;
  const purse: Account = `${terms.profitSharing ? 'frozen' : 'available'}:${sellerOf(order)}`;
  const entry = { ...tradeEntry(order), name: '撤销', type: '撤销' };
  return [
    { from: 'fee', to: purse, fen: feeFen(terms.totalFen, payment), entry },
    { from: purse, to: 'buyer', fen: terms.totalFen, entry },
  ];
}
