import type { Kit, Offer, Wallet, WalletPayment, WalletResult } from '../../src/sandbox/index.ts';
import { chooseMeans, keepWaiting, payBill, visit } from './buyer.ts';
import type { Keys } from './credentials.ts';
import { PAGE_METHODS } from './methods/page-pay.ts';
import type { Office } from './office.ts';
import { formFault, identityFault } from './protocol.ts';
import { signingString, verify } from './sign.ts';
import { type Refusal, notPayable as whyNotPayable } from './state.ts';
import { type Means, type Order, PAYMENT_METHODS } from './trade.ts';
import { readRequest } from './wire.ts';

/** What may come of it; whatever does, the code has been scanned. */
const OUTCOMES = [
  'success',
  'insufficient_funds',
  'declined',
  'risk_refused',
  'cancelled',
  'awaiting',
] as const;

/** The buyer's phone, with the Alipay app on it. */
export function openWallet(kit: Kit, keys: Keys, office: Office): Wallet {
  return {
    methods: PAYMENT_METHODS,
    outcomes: OUTCOMES,
    look: (token) => kit.store.transaction(() => look(token, keys, office)),
    offers: () => office.trades.list().flatMap((order) => offerOf(order, office) ?? []),
    pay: (payment) => kit.store.transaction(() => payWithPhone(payment, keys, office)),
  };
}

function look(token: string, keys: Keys, office: Office): Offer | undefined {
  const order = findOrder(token, office) ?? openPage(token, keys, office);
  return order && 'terms' in order ? offerOf(order, office) : undefined;
}

function offerOf(order: Order, { clock }: Office): Offer | undefined {
  if (whyNotPayable(order, clock.now())) return undefined;
  const { terms, codeUntil, payableUntil, trade } = order;
  // Once it has been scanned, the code's own time does not matter.
  const until = trade ? payableUntil : Math.min(codeUntil ?? payableUntil, payableUntil);
  const { outTradeNo, subject, totalFen } = terms;
  return { order: outTradeNo, description: subject, total: totalFen, payableUntil: until };
}

function payWithPhone(
  { token, method, instalments, outcome = 'success' }: WalletPayment,
  keys: Keys,
  office: Office,
): WalletResult {
  if (!(OUTCOMES as readonly string[]).includes(outcome)) {
    return { ok: false, code: 'unknown_outcome', message: `there is no outcome ${outcome}` };
  }
  const order = findOrder(token, office) ?? openPage(token, keys, office);
  if (!order) return { ok: false, code: 'unknown_token', message: 'Alipay has nothing of that name to pay' };
  if ('code' in order) return notPayable(order);
  const means = chooseMeans(order.terms, method, instalments);
  if (!means) {
    const message = `there is no ${method ?? 'method'}${instalments === undefined ? '' : ` in ${instalments}`}`;
    return { ok: false, code: 'unknown_method', message };
  }
  const scanned = visit(office, order);
  if (!scanned.ok) return notPayable(scanned);
  const paid = act(outcome, scanned, means, office);
  if (!paid.ok) return notPayable(paid);
  return { ok: true, order: order.terms.outTradeNo, reference: paid.trade.tradeNo, state: paid.trade.status };
}

function act(
  outcome: string,
  scanned: Extract<ReturnType<typeof visit>, { ok: true }>,
  means: Means,
  office: Office,
): ReturnType<typeof visit> {
  if (outcome === 'success') return payBill(office, scanned.order, means);
  return outcome === 'awaiting' ? keepWaiting(office, scanned.order, scanned.trade) : scanned;
}

function notPayable({ code, why }: Refusal): WalletResult {
  return { ok: false, code: 'not_payable', message: why ? `${code}: ${why}` : code };
}

function findOrder(token: string, office: Office): Order | undefined {
  return office.trades.findByQrCode(token) ?? office.trades.find({ out_trade_no: token });
}

/** Follows a page pay URL, as a browser would. */
function openPage(token: string, keys: Keys, office: Office): Order | Refusal | undefined {
  const url = URL.parse(token);
  if (!url) return undefined;
  const cashier = /^\/cashier\/([0-9a-f]+)$/.exec(url.pathname)?.[1];
  if (cashier !== undefined) return office.trades.findByCashier(cashier);
  const request = readRequest(url.search.slice(1), '');
  const method = PAGE_METHODS.find(({ name }) => name === request.parameters.get('method'));
  if (!method || url.pathname !== '/gateway.do') return undefined;
  const fault = identityFault(request, keys) ?? formFault(request, keys);
  if (fault) return { ok: false, code: fault };
  const { parameters } = request;
  const canonical = signingString(parameters, ['sign']);
  if (!verify(canonical, parameters.get('sign') ?? '', keys.appPublicKey)) {
    return { ok: false, code: 'isv.invalid-signature' };
  }
  const call = { office, now: office.clock.now(), parameters, exchange: {} };
  const opened = method.open(parameters.get('biz_content') ?? '{}', call);
  return opened.ok ? opened.order : opened;
}
