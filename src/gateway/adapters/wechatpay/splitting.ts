import type { z } from 'zod';
import type { DurationMs } from '../../../time/index.ts';
import type { Outcome } from '../../outcome.ts';
import type {
  Receiver,
  SettlementRequest,
  SplitLegStatus,
  SplitRequest,
  Splitting,
} from '../../splitting.ts';
import type { Gateway } from './gateway.ts';
import { isTooSoon, orFound } from './known-number.ts';
import { bindReceiver, RECEIVER_TYPES } from './receivers.ts';
import { refundWithReturns } from './split-return.ts';
import { sharingOf, unsplitOf } from './wire.ts';

const DAY_MS: DurationMs = 86_400_000;

/**
 * 分账, of a direct merchant. Numbers in rules are those of wechatpay-skills, 分账接入指南. The share of a payment
 * that may go to receivers is limited too, to 30 % unless the merchant has it changed: WeChat Pay refuses a split
 * that is over it, and nothing of that split is paid.
 */
export function splittingBy(gateway: Gateway): Splitting {
  return {
    freezeMs: 30 * DAY_MS,
    maxReceivers: 50,
    outwardCapBps: 3_000,
    receiverTypes: RECEIVER_TYPES,
    bindReceiver: (receiver) => bindReceiver(gateway, receiver),
    split: (request) => split(gateway, request),
    confirmSettlement: (request) => confirmSettlement(gateway, request),
    refund: (request, splitReturns) => refundWithReturns(gateway, request, splitReturns),
  };
}

const ORDERS = '/v3/profitsharing/orders';

type Sharing = z.infer<ReturnType<typeof sharingOf>>;

/** Shares, and leaves the rest frozen. The same number again says how it stands. */
async function split(gateway: Gateway, request: SplitRequest): Promise<Outcome<readonly SplitLegStatus[]>> {
  const { providerReference: transaction_id, split: out_order_no, legs } = request;
  const receivers = sharesOf(legs);
  const { appid } = gateway.merchant;
  const body = { appid, transaction_id, out_order_no, receivers, unfreeze_unsplit: false };
  const shape = sharingOf(transaction_id, out_order_no);
  const asked = await gateway.call({ method: 'POST', path: ORDERS, body }, shape);
  const outcome = await orFound(asked, () => {
    const number = encodeURIComponent(out_order_no);
    const path = `${ORDERS}/${number}?transaction_id=${encodeURIComponent(transaction_id)}`;
    return gateway.call({ method: 'GET', path }, shape);
  });
  if (outcome.kind !== 'succeeded') return outcome;
  return legsOf(legs, receivers, outcome.value);
}

type Account = Pick<Receiver, 'type' | 'account'>;

/** In one request a receiver can have one share, so that of payees with one account they are added up. */
function sharesOf(legs: SplitRequest['legs']) {
  const shares = new Map<string, Account & { amount: bigint; description: string }>();
  for (const { receiver, amount } of legs) {
    const { type, account, payee } = receiver;
    const key = `${type}:${account}`;
    const before = shares.get(key) ?? { type, account, amount: 0n, description: payee };
    shares.set(key, { ...before, amount: before.amount + amount.value });
  }
  return [...shares.values()];
}

/** @returns unknown when a share is missing, or is not what was asked for */
function legsOf(
  legs: SplitRequest['legs'],
  asked: ReturnType<typeof sharesOf>,
  { receivers }: Sharing,
): Outcome<readonly SplitLegStatus[]> {
  const states: SplitLegStatus[] = [];
  for (const { receiver } of legs) {
    const isHis = ({ type, account }: Account) => type === receiver.type && account === receiver.account;
    const share = receivers.find(isHis);
    if (!share || share.amount.value !== asked.find(isHis)?.amount) {
      return { kind: 'unknown', reason: `the share of ${receiver.payee} is not the one that was asked for` };
    }
    states.push(stateOf(receiver.payee, share));
  }
  return { kind: 'succeeded', value: states };
}

function stateOf(payee: string, { result, fail_reason }: Sharing['receivers'][number]): SplitLegStatus {
  switch (result) {
    case 'SUCCESS':
      return { payee, state: 'succeeded' };
    case 'CLOSED':
      return { payee, state: 'failed', reason: fail_reason ?? result };
    case 'PENDING':
      return { payee, state: 'pending' };
    default:
      return result satisfies never;
  }
}

/**
 * Unfreezes what is left (解冻剩余资金), under a number of its own: under that of a split it would do nothing, and
 * say that all is well.
 */
async function confirmSettlement(
  gateway: Gateway,
  { providerReference: transaction_id, settlement: out_order_no }: SettlementRequest,
): Promise<Outcome<undefined>> {
  const body = { transaction_id, out_order_no, description: '解冻剩余资金' };
  const shape = sharingOf(transaction_id, out_order_no);
  const asked = await gateway.call({ method: 'POST', path: `${ORDERS}/unfreeze`, body }, shape);
  if (asked.kind === 'failed')
    return isTooSoon(asked) ? { kind: 'pending' } : unlessFree(gateway, transaction_id, asked);
  if (asked.kind !== 'succeeded') return asked;
  const { state, receivers } = asked.value;
  if (receivers.some(({ account }) => account !== gateway.merchant.mchid)) {
    return { kind: 'unknown', reason: 'the number is that of a split' };
  }
  if (state === 'PROCESSING' || receivers.some(({ result }) => result === 'PENDING'))
    return { kind: 'pending' };
  const closed = receivers.find(({ result }) => result === 'CLOSED');
  if (closed) return { kind: 'failed', code: 'CLOSED', message: closed.fail_reason ?? 'it was not unfrozen' };
  return { kind: 'succeeded', value: undefined };
}

/** It is also refused when nothing is frozen any more, and then there is nothing to wait for. */
async function unlessFree(
  gateway: Gateway,
  transaction: string,
  refused: Outcome<never>,
): Promise<Outcome<undefined>> {
  const path = `/v3/profitsharing/transactions/${encodeURIComponent(transaction)}/amounts`;
  const left = await gateway.call({ method: 'GET', path }, unsplitOf(transaction));
  if (left.kind !== 'succeeded') return { kind: 'unknown', reason: 'nobody knows what is still frozen' };
  return left.value.unsplit_amount.value === 0n ? { kind: 'succeeded', value: undefined } : refused;
}
