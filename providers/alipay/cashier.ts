import type { KeyObject } from 'node:crypto';
import type { ExchangeDraft, SandboxStore } from '../../src/sandbox/index.ts';
import { chooseMeans, payBill } from './buyer.ts';
import { failure, type Verdict } from './errors.ts';
import type { Call } from './method.ts';
import type { PageMethod } from './methods/page-pay.ts';
import type { Office } from './office.ts';
import { cashierPage, errorPage, leftPage, type Page, paidPage } from './pages.ts';
import { type SignedUrl, signedReturnUrl } from './return-url.ts';
import { notPayable } from './state.ts';
import type { Means, Order, Terms, Trade } from './trade.ts';

/** The page at which a buyer pays, and its buttons. Whoever holds a page's token is the buyer. */
export class Cashier {
  readonly #store: SandboxStore;
  readonly #office: Office;
  readonly #privateKey: KeyObject;

  constructor(store: SandboxStore, office: Office, privateKey: KeyObject) {
    this.#store = store;
    this.#office = office;
    this.#privateKey = privateKey;
  }

  /** The merchant sends a browser here. */
  async open(method: PageMethod, bizContent: string, call: Call): Promise<Response> {
    const opened = this.#store.transaction(() => method.open(bizContent, call));
    if (opened.ok) return respond(cashierPage(opened.order, opened.trade));
    if (opened.why) call.exchange.note = opened.why;
    return this.refuse(failure(opened.code));
  }

  /** To a browser, an error is a page. */
  async refuse(verdict: Verdict): Promise<Response> {
    return respond(errorPage(verdict.sub_code ?? verdict.code, verdict.sub_msg ?? verdict.msg));
  }

  async show(token: string, exchange: ExchangeDraft): Promise<Response> {
    const found = this.#find(token, exchange);
    return found ? this.#present(found.order, found.trade) : this.refuse(failure('ACQ.TRADE_NOT_EXIST'));
  }

  async pay(token: string, form: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    const found = this.#find(token, exchange);
    if (!found) return this.refuse(failure('ACQ.TRADE_NOT_EXIST'));
    const { order, trade } = found;
    const means = readChoice(form.get('method') ?? '', order.terms);
    if (!means) return respond(cashierPage(order, trade, 'no_such_method'));
    const paid = this.#store.transaction(() => payBill(this.#office, order, means));
    if (!paid.ok) return this.#present(order, trade);
    exchange.wallet = means;
    const back = await this.#returnUrl(paid.order, paid.trade);
    if (!back) return respond(paidPage(paid.order, paid.trade));
    exchange.answerSignature = { verdict: 'valid', canonical: back.canonical };
    return redirect(back.url);
  }

  /** The payment fails, as for want of money; the buyer can try again. */
  async fail(token: string, exchange: ExchangeDraft): Promise<Response> {
    const found = this.#find(token, exchange);
    if (!found) return this.refuse(failure('ACQ.TRADE_NOT_EXIST'));
    exchange.wallet = { outcome: 'insufficient_funds' };
    return this.#present(found.order, found.trade, 'payment_failed');
  }

  /** The buyer goes away without paying. The merchant is not told, and nothing is signed. */
  async leave(token: string, exchange: ExchangeDraft): Promise<Response> {
    const found = this.#find(token, exchange);
    if (!found) return this.refuse(failure('ACQ.TRADE_NOT_EXIST'));
    exchange.wallet = { outcome: 'cancelled' };
    return respond(leftPage(found.order, token));
  }

  #find(token: string, exchange: ExchangeDraft): { order: Order; trade: Trade } | undefined {
    const order = this.#office.trades.findByCashier(token);
    if (!order?.trade) return undefined;
    exchange.order = order.terms.outTradeNo;
    return { order, trade: order.trade };
  }

  async #present(order: Order, trade: Trade, notice?: 'payment_failed'): Promise<Response> {
    const refusal = notPayable(order, this.#office.clock.now());
    if (!refusal) return respond(cashierPage(order, trade, notice));
    if (trade.status === 'TRADE_SUCCESS') {
      const back = await this.#returnUrl(order, trade);
      return respond(paidPage(order, trade, back?.url));
    }
    return this.refuse(failure(refusal.code));
  }

  #returnUrl(order: Order, trade: Trade): Promise<SignedUrl | undefined> {
    return signedReturnUrl(order, trade, this.#privateKey, this.#office.clock.now());
  }
}

/** A choice of the form, such as `balance` or `huabei-3`. */
function readChoice(choice: string, terms: Terms): Means | undefined {
  const [, method, instalments] = /^([a-z_]+)(?:-(\d+))?$/.exec(choice) ?? [];
  if (method === undefined) return undefined;
  return chooseMeans(terms, method, instalments === undefined ? undefined : Number(instalments));
}

/** Nothing on a page comes from elsewhere, no script runs in it, and no other page may frame it. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

async function respond(page: Page): Promise<Response> {
  return new Response(`<!doctype html>${await page}`, { headers: PAGE_HEADERS });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location, 'referrer-policy': 'no-referrer' } });
}
