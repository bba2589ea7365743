import { type Reason, type Refusal, refuse } from './errors.ts';
import { sellerOf } from './funds.ts';
import { MCHID, type SubMerchantKind, subMerchantKind } from './identities.ts';
import type { Call } from './method.ts';
import type { Receiver } from './receivers.ts';
import { NO_MERCHANT, NOBODY } from './receivers.ts';
import {
  findSharing,
  rejectFirst,
  type SharingContext,
  type SharingRequest,
  share,
  unfreeze,
} from './sharing.ts';
import { type ReturnRequest, returnShare } from './sharing-returns.ts';
import { isPaid, type PaidOrder, type Sharing, type SharingReturn } from './trade.ts';
import { listTooLong } from './wire.ts';

/**
 * What the two sharing APIs, the general one and the e-commerce platform's, have in common. Each serves its
 * own orders, and refuses the other's.
 */
export interface Desk<R extends Reason = Reason> {
  readonly serves: 'general' | 'ecommerce';
  /** What it says of the other's orders. */
  readonly refusesOthers: R;
}

export const GENERAL = { serves: 'general', refusesOthers: 'ecommerce_sharing_only' } as const satisfies Desk;

/** 收付通's own sharing API: older than the general one, with other names for the same. */
export const ECOMMERCE = {
  serves: 'ecommerce',
  refusesOthers: 'no_ecommerce_merchant',
} as const satisfies Desk;

export const DESK_REASONS = ['sharing_order_not_exist', 'order_of_other_sub_merchant'] as const;
type DeskReason = (typeof DESK_REASONS)[number];

/** Whether an order is one for this API, and of this sub-merchant. */
function deskFault<R extends Reason>(
  order: PaidOrder,
  subMchid: string | undefined,
  desk: Desk<R>,
): Refusal<DeskReason | R> | undefined {
  if (order.terms.subMchid !== subMchid) return refuse('order_of_other_sub_merchant');
  return kindFault(kindOf(subMchid), desk);
}

/** Whether a sub-merchant, or the merchant itself, is served by this API. */
export function kindFault<R extends Reason>(
  kind: SubMerchantKind | 'self',
  { serves, refusesOthers }: Desk<R>,
): Refusal<R> | undefined {
  const isServed = (kind === 'ecommerce') === (serves === 'ecommerce');
  return isServed ? undefined : refuse(refusesOthers);
}

export function kindOf(subMchid: string | undefined): SubMerchantKind | 'self' {
  return (subMchid === undefined ? undefined : subMerchantKind(subMchid)) ?? 'self';
}

export function findOrder<R extends Reason>(
  transactionId: string,
  subMchid: string | undefined,
  desk: Desk<R>,
  { office, exchange }: Call,
): { readonly ok: true; readonly order: PaidOrder } | Refusal<DeskReason | R> {
  const order = office.trades.findByTransactionId(transactionId);
  if (!order) return refuse('sharing_order_not_exist');
  exchange.order = order.terms.outTradeNo;
  return deskFault(order, subMchid, desk) ?? { ok: true, order };
}

/** Whether one request names more receivers than it may. */
export function receiversFault(
  receivers: readonly unknown[],
  { office }: Call,
): Refusal<'parameter_wrong'> | undefined {
  const most = office.rules.receiversPerSharing;
  return receivers.length > most ? listTooLong('receivers', receivers.length, most) : undefined;
}

/** Shares, or asks again for what was shared under the same number. */
export function shareOut(order: PaidOrder, request: SharingRequest, call: Call) {
  if (usedElsewhere('sharing', request.outOrderNo, order, call)) return refuse('sharing_differs');
  const shared = share(order, request, contextOf(order, call));
  if (!shared.ok || shared.order === order || !isPaid(shared.order)) return shared;
  const isRejected =
    call.office.mishaps.at('split', call.exchange, () => request.shares.length > 0).length > 0;
  const outcome = isRejected ? { ...shared, order: rejectFirst(shared.order, shared.sharing) } : shared;
  keepSharing(outcome, shared.sharing, call);
  return outcome;
}

export function unfreezeRest(order: PaidOrder, outOrderNo: string, description: string, call: Call) {
  if (usedElsewhere('sharing', outOrderNo, order, call)) return refuse('sharing_differs');
  const unfrozen = unfreeze(order, outOrderNo, description, contextOf(order, call));
  if (unfrozen.ok && unfrozen.order !== order) keepSharing(unfrozen, unfrozen.sharing, call);
  return unfrozen;
}

/** A merchant's numbers are its own across all its orders. */
function usedElsewhere(
  kind: 'sharing' | 'return',
  no: string,
  { terms }: PaidOrder,
  { office }: Call,
): boolean {
  const other = office.trades.findByNo(kind, no);
  return other !== undefined && other.terms.outTradeNo !== terms.outTradeNo;
}

function contextOf(order: PaidOrder, { office, now }: Call): SharingContext {
  const { numbers, receivers, rules } = office;
  return {
    rules,
    now,
    orderId: numbers.sharingId(now),
    newDetailId: () => numbers.sharingDetailId(now),
    isReceiver: (type, account) => receivers.has(receiversOf(order), type, account),
  };
}

/** Whose receivers count: an e-commerce platform keeps them for all its sub-merchants. */
function receiversOf(order: PaidOrder): string {
  return kindOf(order.terms.subMchid) === 'ecommerce' ? MCHID : sellerOf(order);
}

function keepSharing(
  outcome: Parameters<Call['office']['commit']>[0],
  sharing: Sharing,
  { office, now }: Call,
): void {
  office.commit(outcome);
  const names = { no: sharing.outOrderNo, id: sharing.orderId };
  office.trades.refer('sharing', names, outcome.order, now);
}

/** A sharing that is there, and of who asks. */
export function findShared(
  outOrderNo: string,
  subMchid: string | undefined,
  desk: Desk,
  { office, exchange }: Call,
):
  | { readonly ok: true; readonly order: PaidOrder; readonly sharing: Sharing }
  | Refusal<'sharing_not_exist'> {
  const order = office.trades.findByNo('sharing', outOrderNo);
  const sharing = order && findSharing(order, outOrderNo);
  if (!order || !sharing || deskFault(order, subMchid, desk)) return refuse('sharing_not_exist');
  exchange.order = order.terms.outTradeNo;
  return { ok: true, order, sharing };
}

export interface ReturnCall extends ReturnRequest {
  readonly orderId?: string | undefined;
  readonly outOrderNo?: string | undefined;
  readonly subMchid?: string | undefined;
}

export const RETURN_REASONS = [
  'return_sharing_not_exist',
  'returner_not_in_sharing',
  'return_exceeds_share',
  'return_differs',
  'returns_too_many',
  'return_period_over',
  'return_not_allowed',
] as const;

/** Takes a share back, by either number of the sharing. */
export function takeBack(request: ReturnCall, desk: Desk, call: Call) {
  const { orderId, outOrderNo, subMchid, ...asked } = request;
  const { office, now, exchange } = call;
  const order =
    orderId === undefined
      ? office.trades.findByNo('sharing', outOrderNo ?? '')
      : office.trades.findById('sharing', orderId);
  const sharing = order?.payment.sharings.find(
    (one) => one.orderId === orderId || (orderId === undefined && one.outOrderNo === outOrderNo),
  );
  if (!order || !sharing || deskFault(order, subMchid, desk)) return refuse('return_sharing_not_exist');
  exchange.order = order.terms.outTradeNo;
  if (usedElsewhere('return', asked.outReturnNo, order, call)) return refuse('return_differs');
  const returned = returnShare(order, sharing, asked, {
    rules: office.rules,
    now,
    returnId: office.numbers.sharingReturnId(now),
    availableFen: (mchid) => office.accounts.availableFen(mchid),
  });
  if (returned.ok && returned.order !== order) {
    office.commit(returned);
    const { outReturnNo, returnId } = returned.sharingReturn;
    office.trades.refer('return', { no: outReturnNo, id: returnId }, order, now);
  }
  return returned;
}

export function findReturned(
  outReturnNo: string,
  outOrderNo: string | undefined,
  subMchid: string | undefined,
  desk: Desk,
  { office, exchange }: Call,
):
  | { readonly ok: true; readonly order: PaidOrder; readonly done: SharingReturn }
  | Refusal<'return_not_exist'> {
  const order = office.trades.findByNo('return', outReturnNo);
  const done = order?.payment.returns.find((one) => one.outReturnNo === outReturnNo);
  const isOther = outOrderNo !== undefined && done?.outOrderNo !== outOrderNo;
  if (!order || !done || isOther || deskFault(order, subMchid, desk)) return refuse('return_not_exist');
  exchange.order = order.terms.outTradeNo;
  return { ok: true, order, done };
}

export const RECEIVER_REASONS = [
  'receiver_account_not_exist',
  'receiver_name_wrong',
  'receivers_too_many',
  'openid_wrong',
] as const;

/** Adds a receiver; one that was added before stays as it was. */
export function addReceiver(
  receiver: Receiver,
  { office }: Call,
): { readonly ok: true } | Refusal<(typeof RECEIVER_REASONS)[number]> {
  const { seller, type, account, name } = receiver;
  const { receivers, rules } = office;
  if (type === 'MERCHANT_ID' && (!/^\d{8,10}$/.test(account) || account === NO_MERCHANT)) {
    return refuse('receiver_account_not_exist', `${account} is no merchant`);
  }
  if (type !== 'MERCHANT_ID' && !/^o[\w-]{5,}$/.test(account)) return refuse('openid_wrong');
  if (name === NOBODY) return refuse('receiver_name_wrong');
  if (!receivers.has(seller, type, account) && receivers.count(seller) >= rules.receiversPerMerchant) {
    return refuse('receivers_too_many');
  }
  receivers.add(receiver);
  return { ok: true };
}

/** Whose receivers they are. */
export function sellerOfCall(subMchid: string | undefined): string {
  return subMchid ?? MCHID;
}
