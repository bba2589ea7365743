import type { Instant } from '../../src/time/index.ts';
import { type Refusal, refuse } from './errors.ts';
import { type FlowEntry, sellerOf } from './funds.ts';
import { MERCHANT_WITHOUT_RETURNS } from './receivers.ts';
import type { Rules } from './rules.ts';
import { quietly, type Transition } from './state.ts';
import { type PaidOrder, type Sharing, type SharingReturn, withPayment } from './trade.ts';

/** 分账回退: a receiver gives back what it got, to what the seller can use. What was shared stays counted. */

export interface ReturnRequest {
  readonly outReturnNo: string;
  readonly returnMchid: string;
  readonly amountFen: bigint;
  readonly description: string;
}

export interface ReturnContext {
  readonly rules: Rules;
  readonly now: Instant;
  readonly returnId: string;
  readonly availableFen: (mchid: string) => bigint;
}

export type ReturnReason =
  | 'returner_not_in_sharing'
  | 'return_exceeds_share'
  | 'return_differs'
  | 'returns_too_many'
  | 'return_period_over'
  | 'return_not_allowed';

/** At once; a receiver that has spent it makes it fail, which is an answer and no refusal. */
export function returnShare(
  order: PaidOrder,
  sharing: Sharing,
  request: ReturnRequest,
  context: ReturnContext,
): Transition<ReturnReason, { sharingReturn: SharingReturn }> {
  const { returns } = order.payment;
  const earlier = returns.find(({ outReturnNo }) => outReturnNo === request.outReturnNo);
  if (earlier) {
    return isSame(earlier, sharing, request)
      ? { ...quietly(order), sharingReturn: earlier }
      : refuse('return_differs');
  }
  const refusal = refusalOf(order, sharing, request, context);
  if (refusal) return refusal;
  const { rules: _, now, returnId, availableFen } = context;
  const { returnMchid, amountFen } = request;
  const isCovered = availableFen(returnMchid) >= amountFen;
  const sharingReturn: SharingReturn = {
    ...request,
    returnId,
    outOrderNo: sharing.outOrderNo,
    orderId: sharing.orderId,
    at: now,
    ...(isCovered ? { result: 'SUCCESS' } : { result: 'FAILED', failReason: 'BALANCE_NOT_ENOUGH' }),
  };
  const entry: FlowEntry = {
    name: '分账',
    type: '分账回退',
    businessNo: returnId,
    flowNo: returnId,
    voucherNo: request.outReturnNo,
  };
  return {
    ok: true,
    order: withPayment(order, { returns: [...returns, sharingReturn] }),
    moves: isCovered
      ? [{ from: `available:${returnMchid}`, to: `available:${sellerOf(order)}`, fen: amountFen, entry }]
      : [],
    events: isCovered ? [{ type: 'returned', sharingReturn }] : [],
    sharingReturn,
  };
}

function isSame(earlier: SharingReturn, { outOrderNo }: Sharing, request: ReturnRequest): boolean {
  return (
    earlier.outOrderNo === outOrderNo &&
    earlier.returnMchid === request.returnMchid &&
    earlier.amountFen === request.amountFen
  );
}

function refusalOf(
  order: PaidOrder,
  sharing: Sharing,
  { returnMchid, amountFen }: ReturnRequest,
  { rules, now }: ReturnContext,
): Refusal<ReturnReason> | undefined {
  const gotFen = sharing.shares
    .filter(
      ({ type, account, result }) =>
        type === 'MERCHANT_ID' && account === returnMchid && result === 'SUCCESS',
    )
    .reduce((sum, share) => sum + share.amountFen, 0n);
  // What was unfrozen is a share of the seller's to itself, and nothing to give back.
  if (gotFen === 0n || returnMchid === sellerOf(order)) return refuse('returner_not_in_sharing');
  if (returnMchid === MERCHANT_WITHOUT_RETURNS) return refuse('return_not_allowed');
  if (now >= sharing.createdAt + rules.sharingReturnPeriodMs) return refuse('return_period_over');
  const { returns } = order.payment;
  if (returns.length >= rules.sharingReturnsPerOrder) return refuse('returns_too_many');
  const returnedFen = returns
    .filter((done) => done.orderId === sharing.orderId && done.returnMchid === returnMchid)
    .reduce((sum, done) => (done.result === 'SUCCESS' ? sum + done.amountFen : sum), 0n);
  return amountFen > gotFen - returnedFen
    ? refuse('return_exceeds_share', `${gotFen - returnedFen} fen are left of the share`)
    : undefined;
}
