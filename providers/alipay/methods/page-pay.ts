import { visit } from '../buyer.ts';
import type { Call } from '../method.ts';
import { askAgain, hasLapsed, type Refusal } from '../state.ts';
import { type OrderRequest, orderContent, readOrder } from '../terms.ts';
import type { Order, Trade } from '../trade.ts';
import { readContent } from '../wire.ts';

/** A method that a browser calls: it answers with a page. */
export interface PageMethod {
  readonly name: string;
  /** For the README. */
  readonly summary: string;
  /** Where its rules were read. */
  readonly source: string;
  /** Places the order, or finds it again, and opens its trade. */
  open(
    bizContent: string,
    call: Call,
  ): { readonly ok: true; readonly order: Order; readonly trade: Trade } | Refusal;
}

/** Trades of web pages can be paid for 15 days unless the merchant says otherwise. */
const PAYABLE_FOR_MS = 15 * 86_400_000;

function pageMethod(name: string, productCode: string, summary: string, source: string): PageMethod {
  return {
    name,
    summary,
    source,
    open: (bizContent, call) => {
      const reading = readContent(orderContent, bizContent, 'ACQ.INVALID_PARAMETER');
      if (!reading.ok) return reading;
      call.exchange.order = reading.content.out_trade_no;
      const request = readOrder(
        reading.content,
        { method: name, productCode, payableForMs: PAYABLE_FOR_MS },
        call.now,
      );
      if (!request.ok) return request;
      const earlier = call.office.trades.find(reading.content);
      if (!earlier || hasLapsed(earlier, call.now)) return visit(call.office, newOrder(request, call));
      const again = askAgain(earlier, request.terms, call.now);
      return again.ok ? visit(call.office, again.order) : again;
    },
  };
}

function newOrder({ terms, payableUntil }: OrderRequest, call: Call): Order {
  const { office, now, parameters } = call;
  const notifyUrl = parameters.get('notify_url');
  const returnUrl = parameters.get('return_url');
  return {
    terms,
    cashierToken: office.numbers.cashierToken(),
    createdAt: now,
    payableUntil,
    ...(notifyUrl ? { notifyUrl } : {}),
    ...(returnUrl ? { returnUrl } : {}),
  };
}

/** Everything that a merchant's server signs for a browser to open. */
export const PAGE_METHODS: readonly PageMethod[] = [
  pageMethod(
    'alipay.trade.page.pay',
    'FAST_INSTANT_TRADE_PAY',
    'the cashier page, by URL or by form',
    'opendocs.alipay.com/open/028r8t',
  ),
  pageMethod(
    'alipay.trade.wap.pay',
    'QUICK_WAP_WAY',
    'the same page, for a phone',
    'opendocs.alipay.com/open/02ivbs',
  ),
];
