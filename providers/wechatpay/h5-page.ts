import type { ExchangeDraft, SandboxStore } from '../../src/sandbox/index.ts';
import { payBill, presentedFault } from './buyer.ts';
import type { Office } from './office.ts';
import { errorPage, type Page, paidPage, payPage } from './pages.ts';
import { H5_PATH } from './prepay.ts';
import type { Order } from './trade.ts';

/** The page behind an `h5_url`, and its buttons. Whoever holds the URL is the buyer. */
export class H5Page {
  readonly #store: SandboxStore;
  readonly #office: Office;

  constructor(store: SandboxStore, office: Office) {
    this.#store = store;
    this.#office = office;
  }

  async show(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    const order = this.#find(query, exchange);
    if (!order) return respond(errorPage('商家参数格式有误，请联系商家解决'));
    const fault = presentedFault(order, this.#office.clock.now());
    if (order.payment) return respond(paidPage(order, redirectUrl(query)));
    if (fault) return respond(errorPage('支付请求已失效，请重新发起支付'));
    return respond(payPage(order, `${H5_PATH}?${query}`));
  }

  async pay(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    const order = this.#find(query, exchange);
    if (!order) return respond(errorPage('商家参数格式有误，请联系商家解决'));
    if (!presentedFault(order, this.#office.clock.now())) {
      this.#store.transaction(() => payBill(this.#office, order, 'balance'));
    }
    return back(query) ?? this.show(query, exchange);
  }

  /** The buyer goes away without paying; the merchant is not told. */
  async leave(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    this.#find(query, exchange);
    return back(query) ?? this.show(query, exchange);
  }

  #find(query: URLSearchParams, exchange: ExchangeDraft): Order | undefined {
    const order = this.#office.trades.findByPrepayId(query.get('prepay_id') ?? '');
    if (!order?.prepay?.h5Package || order.prepay.h5Package !== query.get('package')) return undefined;
    exchange.order = order.terms.outTradeNo;
    return order;
  }
}

/** Where the merchant wants its buyer back: it appends `redirect_url` to what it was given. */
function redirectUrl(query: URLSearchParams): string | undefined {
  const url = URL.parse(query.get('redirect_url') ?? '');
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/** Whether it was paid or not, the buyer is sent back. */
function back(query: URLSearchParams): Response | undefined {
  const location = redirectUrl(query);
  if (location === undefined) return undefined;
  return new Response(null, { status: 302, headers: { location, 'referrer-policy': 'no-referrer' } });
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
