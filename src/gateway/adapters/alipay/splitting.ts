import type { z } from 'zod';
import { fenToYuan } from '../../../money/index.ts';
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
import { addedUp, type Share } from './shares.ts';
import { refundWithReturns } from './split-return.ts';
import { bound, settled, split as splitShape, unsettled } from './wire.ts';

const DAY_MS: DurationMs = 86_400_000;

/**
 * 商家分账, of a merchant that sells by itself, in synchronous requests: all of one is paid, or nothing. Its numbers
 * are those of the docs of alipay.trade.order.settle. The share of a payment that may go to receivers is limited
 * too, to 30 % unless the merchant has it changed: Alipay refuses a split that is over it.
 *
 * @note `alipay.trade.settle.confirm` is for money held for sub-merchants (直付通), which can be split only after it.
 */
export function splittingBy(gateway: Gateway, newNonce: () => string): Splitting {
  return {
    freezeMs: 30 * DAY_MS,
    maxReceivers: 5,
    outwardCapBps: 3_000,
    receiverTypes: ['userId', 'loginName', 'openId'],
    bindReceiver: (receiver) => bindReceiver(gateway, receiver, newNonce()),
    split: (request) => split(gateway, request),
    confirmSettlement: (request) => confirmSettlement(gateway, request),
    refund: (request, splitReturns) => refundWithReturns(gateway, request, splitReturns),
  };
}

/** The number is new each time: under an old one Alipay need not look at the receiver again. */
async function bindReceiver(
  gateway: Gateway,
  { type, account, name, payee }: Receiver,
  number: string,
): Promise<Outcome<undefined>> {
  if (type === 'loginName' && name === undefined) {
    const message = 'Alipay compares the name of its owner with a loginName';
    return { kind: 'failed', code: 'name_missing', message };
  }
  const receiver = { type, account, ...(name === undefined ? {} : { name }), memo: payee };
  const bizContent = { receiver_list: [receiver], out_request_no: number.slice(0, 32) };
  const outcome = await gateway.call({ method: 'alipay.trade.royalty.relation.bind', bizContent }, bound);
  return outcome.kind === 'succeeded' ? { kind: 'succeeded', value: undefined } : outcome;
}

/** Pays the shares, and leaves the rest frozen. The same number again pays nothing more. */
async function split(gateway: Gateway, request: SplitRequest): Promise<Outcome<readonly SplitLegStatus[]>> {
  const { providerReference: trade_no, split: out_request_no, legs } = request;
  const shares = addedUp(legs);
  const bizContent = {
    out_request_no,
    trade_no,
    royalty_parameters: shares.map(({ receiver, fen }) => ({
      royalty_type: 'transfer',
      trans_in: receiver.account,
      trans_in_type: receiver.type,
      amount: fenToYuan(fen),
      desc: receiver.payee,
    })),
    royalty_mode: 'sync',
  };
  const asked = await gateway.call({ method: 'alipay.trade.order.settle', bizContent }, settled);
  if (asked.kind === 'failed') return unlessPaid(gateway, request, shares, asked);
  if (asked.kind !== 'succeeded') return asked;
  return {
    kind: 'succeeded',
    value: legs.map(({ receiver: { payee } }) => ({ payee, state: 'succeeded' })),
  };
}

/**
 * A split that was made is refused afterwards where the trade is not what it was. So a refusal is believed only when
 * Alipay does not know the split.
 */
async function unlessPaid(
  gateway: Gateway,
  { providerReference: trade_no, split: out_request_no }: SplitRequest,
  shares: readonly Share[],
  refused: Outcome<never>,
): Promise<Outcome<readonly SplitLegStatus[]>> {
  const bizContent = { out_request_no, trade_no };
  const method = 'alipay.trade.order.settle.query';
  const found = await gateway.call({ method, bizContent }, splitShape);
  if (found.kind === 'failed') return refused;
  if (found.kind !== 'succeeded') return { kind: 'unknown', reason: 'nobody knows whether it was split' };
  return legsOf(shares, found.value);
}

type Detail = z.infer<typeof splitShape>['royalty_detail_list'][number];

/** @returns unknown when a share is missing, or is not what was asked for */
function legsOf(
  shares: readonly Share[],
  { royalty_detail_list: details }: z.infer<typeof splitShape>,
): Outcome<readonly SplitLegStatus[]> {
  const left = details.filter(({ operation_type }) => operation_type === 'transfer');
  const states: SplitLegStatus[] = [];
  for (const { receiver, payees, fen } of shares) {
    const at = left.findIndex(
      ({ trans_in, amount }) => isAccount(trans_in, receiver.account) && amount.value === fen,
    );
    const [detail] = at < 0 ? [] : left.splice(at, 1);
    if (!detail) {
      const reason = `the share of ${receiver.payee} is not the one that was asked for`;
      return { kind: 'unknown', reason };
    }
    states.push(...payees.map((payee) => stateOf(payee, detail)));
  }
  return { kind: 'succeeded', value: states };
}

/** @param shown an account, of which the middle may be hidden behind asterisks */
function isAccount(shown: string, account: string): boolean {
  const [head = '', ...tail] = shown.split(/\*+/);
  if (tail.length === 0) return shown === account;
  return tail.length === 1 && account.startsWith(head) && account.endsWith(tail[0] ?? '');
}

function stateOf(payee: string, { state, error_code, error_desc }: Detail): SplitLegStatus {
  switch (state) {
    case 'SUCCESS':
      return { payee, state: 'succeeded' };
    case 'FAIL':
      return { payee, state: 'failed', reason: error_code ?? error_desc ?? state };
    case 'PROCESSING':
      return { payee, state: 'pending' };
    default:
      return state satisfies never;
  }
}

/** Unfreezes what is left: a split to nobody, which is the last (`royalty_finish`). */
async function confirmSettlement(
  gateway: Gateway,
  { providerReference: trade_no, settlement: out_request_no }: SettlementRequest,
): Promise<Outcome<undefined>> {
  const bizContent = {
    out_request_no,
    trade_no,
    royalty_mode: 'sync',
    extend_params: { royalty_finish: 'true' },
  };
  const asked = await gateway.call({ method: 'alipay.trade.order.settle', bizContent }, settled);
  if (asked.kind === 'failed') return unlessFree(gateway, trade_no, asked);
  return asked.kind === 'succeeded' ? { kind: 'succeeded', value: undefined } : asked;
}

/** It is also refused when nothing is frozen any more, and then there is nothing to wait for. */
async function unlessFree(
  gateway: Gateway,
  trade_no: string,
  refused: Outcome<never>,
): Promise<Outcome<undefined>> {
  const method = 'alipay.trade.order.onsettle.query';
  const left = await gateway.call({ method, bizContent: { trade_no } }, unsettled);
  if (left.kind !== 'succeeded') return { kind: 'unknown', reason: 'nobody knows what is still frozen' };
  return left.value.unsettled_amount.value === 0n ? { kind: 'succeeded', value: undefined } : refused;
}
