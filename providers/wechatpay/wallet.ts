import type { Kit, Wallet, WalletPayment, WalletResult } from '../../src/sandbox/index.ts';
import { isPaymentMethod, payBill, presentedFault } from './buyer.ts';
import type { Keys } from './credentials.ts';
import type { Refusal } from './errors.ts';
import type { Office } from './office.ts';
import { readInvocation } from './pay-sign.ts';
import { H5_PATH } from './prepay.ts';
import { type Order, PAYMENT_METHODS } from './trade.ts';

/** What may come of it. Whoever cancels or has no money can try again. */
const OUTCOMES = ['success', 'insufficient_funds', 'cancelled'] as const;

/** The buyer's phone, with WeChat on it. */
export function openWallet(kit: Kit, keys: Keys, office: Office): Wallet {
  return {
    methods: PAYMENT_METHODS,
    outcomes: OUTCOMES,
    pay: (payment) => kit.store.transaction(() => payWithPhone(payment, keys, office)),
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
  const found = findPresented(token, keys, office);
  if (!found)
    return { ok: false, code: 'unknown_token', message: 'WeChat Pay has nothing of that name to pay' };
  if (typeof found === 'string') return { ok: false, code: 'not_payable', message: found };
  const fault = presentedFault(found, office.clock.now());
  if (fault) return notPayable(fault);
  const { outTradeNo } = found.terms;
  if (outcome !== 'success') return { ok: true, order: outTradeNo, reference: '', state: found.state };
  const paid = payBill(office, found, method);
  if (!paid.ok) return notPayable(paid);
  const { state, payment } = paid.order;
  return { ok: true, order: outTradeNo, reference: payment.transactionId, state };
}

function notPayable({ reason, why }: Refusal): WalletResult {
  return { ok: false, code: 'not_payable', message: why ? `${reason}: ${why}` : reason };
}

/** @returns what is to be paid, or why the wallet does not take what it was handed */
function findPresented(token: string, keys: Keys, { trades }: Office): Order | string | undefined {
  const invocation = readInvocation(token, keys);
  if (invocation) {
    const order = trades.findByPrepayId(invocation.prepayId);
    if (!order || invocation.fault !== undefined) return invocation.fault;
    return order.terms.tradeType === invocation.tradeType
      ? order
      : `支付场景非法: the order is ${order.terms.tradeType}, and was presented as ${invocation.tradeType}`;
  }
  return (
    trades.findByCodeUrl(token) ??
    trades.findByPrepayId(token) ??
    findByH5Url(token, trades) ??
    trades.find(token)
  );
}

function findByH5Url(token: string, trades: Office['trades']): Order | undefined {
  const url = URL.parse(token);
  if (url?.pathname !== H5_PATH) return undefined;
  const order = trades.findByPrepayId(url.searchParams.get('prepay_id') ?? '');
  return order?.prepay?.h5Package === url.searchParams.get('package') ? order : undefined;
}
