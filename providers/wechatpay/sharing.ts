import type { Instant } from '../../src/time/index.ts';
import { type Refusal, refuse } from './errors.ts';
import {
  type Account,
  type FlowEntry,
  type Move,
  refundedFen,
  sellerOf,
  shareableFen,
  sharedFen,
} from './funds.ts';
import { failReasonOf } from './receivers.ts';
import type { Rules } from './rules.ts';
import { type Event, quietly, type Transition } from './state.ts';
import {
  isPaid,
  type Order,
  type PaidOrder,
  type Payment,
  type ReceiverType,
  type Share,
  type Sharing,
  withPayment,
} from './trade.ts';

/** 分账: sharing and unfreezing, as pure functions from one state of an order to the next. */

export interface SharingRequest {
  readonly outOrderNo: string;
  readonly shares: readonly ShareRequest[];
  /** What is left is the seller's, for good. */
  readonly unfreezes: boolean;
  /** How what is left is described. */
  readonly description: string;
}

export interface ShareRequest {
  readonly type: ReceiverType;
  readonly account: string;
  readonly amountFen: bigint;
  readonly description: string;
}

export interface SharingContext {
  readonly rules: Rules;
  readonly now: Instant;
  readonly orderId: string;
  readonly newDetailId: () => string;
  /** Whether the seller has added this receiver. */
  readonly isReceiver: (type: ReceiverType, account: string) => boolean;
}

export type SharingReason =
  | 'not_a_sharing_order'
  | 'sharing_order_not_exist'
  | 'sharing_too_soon'
  | 'sharing_finished'
  | 'sharing_after_full_refund'
  | 'sharing_differs'
  | 'receiver_twice'
  | 'receiver_unrelated'
  | 'sharing_exceeds_ratio'
  | 'sharing_exceeds_rest'
  | 'sharings_too_many';

/**
 * Accepts a request to share. It is carried out later, receiver by receiver.
 *
 * @returns also the sharing: a request that was accepted before gives the same one again
 */
export function share(
  order: Order,
  request: SharingRequest,
  context: SharingContext,
): Transition<SharingReason, { sharing: Sharing }> {
  if (!isPaid(order)) return refuse('sharing_order_not_exist', 'it has not been paid');
  const earlier = findSharing(order, request.outOrderNo);
  if (earlier) {
    return sameShares(earlier, request, sellerOf(order))
      ? { ...quietly(order), sharing: earlier }
      : refuse('sharing_differs');
  }
  const refusal = orderRefusal(order, context) ?? receiverRefusal(request, context);
  if (refusal) return refusal;
  const sumFen = request.shares.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const { payment } = order;
  if (sumFen + sharedFen(payment, sellerOf(order)) > shareableFen(order, context.rules)) {
    return refuse(
      'sharing_exceeds_ratio',
      `${shareableFen(order, context.rules)} fen is the most of all requests together`,
    );
  }
  if (sumFen > payment.frozenFen)
    return refuse('sharing_exceeds_rest', `${payment.frozenFen} fen are still frozen`);
  return accept(order, request, context);
}

/**
 * Accepts a request to unfreeze what is left.
 *
 * @note A number that shared before answers with that sharing, and unfreezes nothing: so the real one does,
 *   to the grief of many (wechatpay-skills, 分账常见问题).
 */
export function unfreeze(
  order: Order,
  outOrderNo: string,
  description: string,
  context: SharingContext,
): Transition<
  'sharing_order_not_exist' | 'not_a_sharing_order' | 'sharing_too_soon' | 'nothing_to_unfreeze',
  { sharing: Sharing }
> {
  if (!isPaid(order)) return refuse('sharing_order_not_exist', 'it has not been paid');
  const earlier = findSharing(order, outOrderNo);
  if (earlier) return { ...quietly(order), sharing: earlier };
  if (!order.terms.profitSharing) return refuse('not_a_sharing_order');
  if (context.now < order.payment.at + context.rules.sharingStartsAfterMs) return refuse('sharing_too_soon');
  if (order.payment.sharingFinished || order.payment.frozenFen === 0n) return refuse('nothing_to_unfreeze');
  return accept(order, { outOrderNo, shares: [], unfreezes: true, description }, context);
}

export function findSharing({ payment }: PaidOrder, outOrderNo: string): Sharing | undefined {
  return payment.sharings.find((sharing) => sharing.outOrderNo === outOrderNo);
}

function sameShares(earlier: Sharing, { shares, unfreezes }: SharingRequest, seller: string): boolean {
  const before = earlier.shares.filter(({ account }) => account !== seller);
  const isSame = (share: ShareRequest, i: number) =>
    share.type === before[i]?.type &&
    share.account === before[i]?.account &&
    share.amountFen === before[i]?.amountFen;
  return shares.length === before.length && shares.every(isSame) && unfreezes === earlier.unfreezes;
}

function orderRefusal(
  { terms, payment }: PaidOrder,
  { rules, now }: SharingContext,
): Refusal<SharingReason> | undefined {
  if (!terms.profitSharing) return refuse('not_a_sharing_order');
  if (now < payment.at + rules.sharingStartsAfterMs) return refuse('sharing_too_soon');
  if (refundedFen(payment) === terms.totalFen) return refuse('sharing_after_full_refund');
  if (payment.sharingFinished) return refuse('sharing_finished');
  return payment.sharings.length >= rules.sharingRequestsPerOrder ? refuse('sharings_too_many') : undefined;
}

function receiverRefusal(
  { shares }: SharingRequest,
  { isReceiver }: SharingContext,
): Refusal<SharingReason> | undefined {
  const names = shares.map(({ type, account }) => `${type}:${account}`);
  if (new Set(names).size < names.length) return refuse('receiver_twice');
  const stranger = shares.find(({ type, account }) => !isReceiver(type, account));
  return stranger ? refuse('receiver_unrelated', `${stranger.account} was not added`) : undefined;
}

/** Takes the money out of what is frozen, and puts it on its way. */
function accept(
  order: PaidOrder,
  request: SharingRequest,
  { rules, now, orderId, newDetailId }: SharingContext,
): { readonly ok: true; order: PaidOrder; moves: Move[]; events: Event[]; sharing: Sharing } {
  const { payment } = order;
  const seller = sellerOf(order);
  const pending = (part: ShareRequest): Share => ({ ...part, detailId: newDetailId(), result: 'PENDING' });
  const sharedNowFen = request.shares.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const restFen = request.unfreezes ? payment.frozenFen - sharedNowFen : 0n;
  const rest: ShareRequest = {
    type: 'MERCHANT_ID',
    account: seller,
    amountFen: restFen,
    description: request.description,
  };
  const shares = (restFen > 0n ? [...request.shares, rest] : request.shares).map(pending);
  const sharing: Sharing = {
    outOrderNo: request.outOrderNo,
    orderId,
    createdAt: now,
    unfreezes: request.unfreezes,
    shares,
    state: 'PROCESSING',
    settlesAt: now + rules.sharingTakesMs,
  };
  const reservedFen = sharedNowFen + restFen;
  const entry = sharingEntry(sharing, orderId);
  return {
    ok: true,
    order: withPayment(order, {
      frozenFen: payment.frozenFen - reservedFen,
      sharingFinished: payment.sharingFinished || request.unfreezes,
      sharings: [...payment.sharings, sharing],
    }),
    moves: [{ from: `frozen:${seller}`, to: 'sharing', fen: reservedFen, entry }],
    events: [],
    sharing,
  };
}

function sharingEntry({ outOrderNo, orderId }: Sharing, flowNo: string): FlowEntry {
  return { name: '分账', type: '分账', businessNo: orderId, flowNo, voucherNo: outOrderNo };
}

/** Carries out an accepted sharing, each share by itself: some may fail, and their money stays with the seller. */
export function settleSharing(order: PaidOrder, orderId: string, now: Instant): Transition<never> {
  const settling = order.payment.sharings.find((sharing) => sharing.orderId === orderId);
  if (!settling) throw new Error(`there is no sharing ${orderId}`);
  const seller = sellerOf(order);
  const shares = settling.shares.map((part): Share => {
    const failReason = part.account === seller ? undefined : failReasonFor(part);
    return failReason === undefined
      ? { ...part, result: 'SUCCESS', finishedAt: now }
      : { ...part, result: 'CLOSED', failReason, finishedAt: now };
  });
  const { settlesAt: _, ...waiting } = settling;
  const sharing: Sharing = { ...waiting, shares, state: 'FINISHED' };
  const home: Account = `${order.payment.sharingFinished ? 'available' : 'frozen'}:${seller}`;
  const backFen = shares.reduce(
    (sum, { result, amountFen }) => (result === 'CLOSED' ? sum + amountFen : sum),
    0n,
  );
  return {
    ok: true,
    order: withPayment(order, {
      frozenFen: order.payment.frozenFen + (home.startsWith('frozen:') ? backFen : 0n),
      sharings: replaceSharing(order.payment, sharing),
    }),
    moves: shares.map((part) => ({
      from: 'sharing',
      to: part.result === 'CLOSED' ? home : accountOf(part),
      fen: part.amountFen,
      entry: sharingEntry(sharing, part.detailId),
    })),
    events: shares
      .filter(({ result, account }) => result === 'SUCCESS' && account !== seller)
      .map((part) => ({ type: 'shared', sharing, share: part })),
  };
}

function failReasonFor({ account, isRejected }: Share): string | undefined {
  return isRejected ? 'ACCOUNT_ABNORMAL' : failReasonOf(account);
}

/** The first receiver of a sharing will not be paid. */
export function rejectFirst(order: PaidOrder, { orderId }: Sharing): PaidOrder {
  const sharings = order.payment.sharings.map((sharing) => {
    const [first, ...others] = sharing.shares;
    if (sharing.orderId !== orderId || !first) return sharing;
    return { ...sharing, shares: [{ ...first, isRejected: true as const }, ...others] };
  });
  return withPayment(order, { sharings });
}

function accountOf({ type, account }: Pick<Share, 'type' | 'account'>): Account {
  return type === 'MERCHANT_ID' ? `available:${account}` : `openid:${account}`;
}

function replaceSharing({ sharings }: Payment, changed: Sharing): Sharing[] {
  return sharings.map((sharing) => (sharing.orderId === changed.orderId ? changed : sharing));
}

/** Time unfreezes what nobody has shared. */
export function unfreezeByTime(order: PaidOrder): Transition<never> {
  const { payment } = order;
  const seller = sellerOf(order);
  const entry: FlowEntry = {
    name: '分账',
    type: '解冻',
    businessNo: payment.transactionId,
    flowNo: payment.transactionId,
    voucherNo: order.terms.outTradeNo,
  };
  return {
    ok: true,
    order: withPayment(order, { frozenFen: 0n, sharingFinished: true }),
    moves: [{ from: `frozen:${seller}`, to: `available:${seller}`, fen: payment.frozenFen, entry }],
    events: [],
  };
}
