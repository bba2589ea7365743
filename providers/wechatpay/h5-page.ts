import type { ExchangeDraft, SandboxStore } from '../../src/sandbox/index.ts';
import { payPresented } from './buyer.ts';
import type { Office } from './office.ts';
import { errorPage, type Page, paidPage, payPage } from './pages.ts';
import { H5_PATH } from './prepay.ts';
import { findByH5, type Presented, presentedFault } from './presented.ts';

/** The page behind an `h5_url`, and its buttons. Whoever holds the URL is the buyer. */
export class H5Page {
  readonly #store: SandboxStore;
  readonly #office: Office;

  constructor(store: SandboxStore, office: Office) {
    this.#store = store;
    this.#office = office;
  }

  async show(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    const presented = this.#find(query, exchange);
    if (!presented) return respond(errorPage('商家参数格式有误，请联系商家解决'));
    const fault = presentedFault(presented, this.#office.clock.now());
    if (!fault) return respond(payPage(presented, `${H5_PATH}?${query}`));
    return respond(
      fault.reason === 'order_paid'
        ? paidPage(presented, redirectUrl(query))
        : errorPage('支付请求已失效，请重新发起支付'),
    );
  }

  async pay(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    const presented = this.#find(query, exchange);
    if (!presented) return respond(errorPage('商家参数格式有误，请联系商家解决'));
    const method = 'balance';
    const paid = this.#store.transaction(() => payPresented(this.#office, presented, method));
    if (paid.ok) exchange.wallet = { method };
    return (paid.ok ? back(query) : undefined) ?? this.show(query, exchange);
  }

  /** The buyer goes away without paying; the merchant is not told. */
  async leave(query: URLSearchParams, exchange: ExchangeDraft): Promise<Response> {
    if (this.#find(query, exchange)) exchange.wallet = { outcome: 'cancelled' };
    return back(query) ?? this.show(query, exchange);
  }

  #find(query: URLSearchParams, exchange: ExchangeDraft): Presented | undefined {
    const presented = findByH5(query, this.#office);
    if (presented) exchange.order = presented.no;
    return presented;
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
