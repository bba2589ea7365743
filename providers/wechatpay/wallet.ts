import type { Kit, Offer, Wallet, WalletPayment, WalletResult } from '../../src/sandbox/index.ts';
import { isPaymentMethod, keepWaiting, payPresented } from './buyer.ts';
import type { Keys } from './credentials.ts';
import type { Refusal } from './errors.ts';
import type { Office } from './office.ts';
import { readInvocation } from './pay-sign.ts';
import { H5_PATH } from './prepay.ts';
import { findByH5, findByNo, findByPrepay, type Presented, presentedFault } from './presented.ts';
import { PAYMENT_METHODS } from './trade.ts';
import type { Transfer } from './transfers.ts';

/** What may come of it. Whoever cancels or has no money can try again. */
const OUTCOMES = [
  'success',
  'insufficient_funds',
  'declined',
  'risk_refused',
  'cancelled',
  'awaiting',
] as const;

/** The buyer's phone, with WeChat on it. */
export function openWallet(kit: Kit, keys: Keys, office: Office): Wallet {
  return {
    methods: PAYMENT_METHODS,
    outcomes: OUTCOMES,
    look: (token) => look(token, keys, office),
    offers: () =>
      office.trades
        .list()
        .flatMap((order) => offerOf(findByNo(order.terms.outTradeNo, office), office) ?? []),
    pay: (payment) => kit.store.transaction(() => payWithPhone(payment, keys, office)),
  };
}

function look(token: string, keys: Keys, office: Office): Offer | undefined {
  const found = findPresented(token, keys, office);
  return typeof found === 'string' ? undefined : offerOf(found, office);
}

function offerOf(presented: Presented | undefined, { clock }: Office): Offer | undefined {
  if (!presented || presentedFault(presented, clock.now())) return undefined;
  const { no, orders, prepay } = presented;
  return {
    order: no,
    description: orders[0]?.terms.description ?? '',
    total: orders.reduce((sum, { terms }) => sum + terms.totalFen, 0n),
    payableUntil: Math.min(...orders.map(({ closesAt }) => closesAt), prepay?.livesUntil ?? Infinity),
  };
}

function payWithPhone(
  { token, method = 'balance', instalments, outcome = 'success' }: WalletPayment,
  keys: Keys,
  office: Office,
): WalletResult {
  if (!(OUTCOMES as readonly string[]).includes(outcome)) {
    return { ok: false, code: 'unknown_outcome', message: `there is no outcome ${outcome}` };
  }
  if (!isPaymentMethod(method) || instalments !== undefined) {
    const message = `there is no ${method}${instalments === undefined ? '' : ` in ${instalments}`}`;
    return { ok: false, code: 'unknown_method', message };
  }
  const transfer = office.transfers.findByPackage(token);
  if (transfer) return receive(transfer, outcome, office);
  const found = findPresented(token, keys, office);
  if (!found)
    return { ok: false, code: 'unknown_token', message: 'WeChat Pay has nothing of that name to pay' };
  if (typeof found === 'string') return { ok: false, code: 'not_payable', message: found };
  if (outcome !== 'success') {
    const fault = presentedFault(found, office.clock.now());
    if (!fault && outcome === 'awaiting') keepWaiting(office, found);
    return fault ? notPayable(fault) : { ok: true, order: found.no, reference: '', state: stateOf(found) };
  }
  const paid = payPresented(office, found, method);
  if (!paid.ok) return notPayable(paid);
  return { ok: true, order: found.no, reference: paid.reference, state: 'SUCCESS' };
}

/** Accepts money that a merchant offers. */
function receive(transfer: Transfer, outcome: string, { transfers, clock }: Office): WalletResult {
  const { outBillNo: order, transferBillNo: reference } = transfer;
  if (outcome !== 'success') return { ok: true, order, reference, state: transfer.state };
  const accepted = transfers.accept(transfer, clock.now());
  return accepted.ok ? { ok: true, order, reference, state: 'SUCCESS' } : notPayable(accepted);
}

function stateOf({ orders }: Presented): string {
  return orders[0]?.state ?? '';
}

function notPayable({ reason, why }: Refusal): WalletResult {
  return { ok: false, code: 'not_payable', message: why ? `${reason}: ${why}` : reason };
}

/** @returns what is to be paid, or why the wallet does not take what it was handed */
function findPresented(token: string, keys: Keys, office: Office): Presented | string | undefined {
  const invocation = readInvocation(token, keys);
  if (invocation) {
    const presented = findByPrepay('prepayId', invocation.prepayId, office);
    if (!presented || invocation.fault !== undefined) return invocation.fault;
    return presented.tradeType === invocation.tradeType
      ? presented
      : `支付场景非法: the order is ${presented.tradeType}, and was presented as ${invocation.tradeType}`;
  }
  const url = URL.parse(token);
  if (url?.pathname === H5_PATH) return findByH5(url.searchParams, office);
  return (
    findByPrepay('codeUrl', token, office) ??
    findByPrepay('prepayId', token, office) ??
    findByNo(token, office)
  );
}
