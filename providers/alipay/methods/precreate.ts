import type { DurationMs } from '../../../src/time/index.ts';
import { apiMethod, type Call } from '../method.ts';
import { askAgain, hasLapsed } from '../state.ts';
import { type OrderRequest, orderContent, readOrder, type WayToOrder } from '../terms.ts';
import type { Order } from '../trade.ts';
import type { Answer } from '../wire.ts';

const HOUR_MS: DurationMs = 3_600_000;

/** How long the code can be scanned (opendocs.alipay.com/open/05osuz). */
const CODE_LASTS_MS: DurationMs = 2 * HOUR_MS;

/** How long the order can be paid, unless the merchant says otherwise. */
const QR_CODE: WayToOrder = {
  method: 'alipay.trade.precreate',
  productCode: 'FACE_TO_FACE_PAYMENT',
  payableForMs: 3 * HOUR_MS,
};

export const precreate = apiMethod({
  name: QR_CODE.method,
  summary: 'an order behind a QR code; the trade exists once the code is scanned',
  source: 'opendocs.alipay.com/open/05osv9',
  content: orderContent,
  answer: (content, call) => {
    call.exchange.order = content.out_trade_no;
    const request = readOrder(content, QR_CODE, call.now);
    if (!request.ok) return request;
    const earlier = call.office.trades.find(content);
    if (!earlier || hasLapsed(earlier, call.now)) return present(placeOrder(request, call), call);
    const again = askAgain(earlier, request.terms, call.now);
    return again.ok ? present(again.order, call) : again;
  },
});

function placeOrder({ terms, payableUntil }: OrderRequest, { office, now, parameters }: Call): Order {
  const notifyUrl = parameters.get('notify_url');
  const order: Order = {
    terms,
    qrCode: office.numbers.qrCode(),
    codeUntil: Math.min(now + CODE_LASTS_MS, payableUntil),
    createdAt: now,
    payableUntil,
    ...(notifyUrl ? { notifyUrl } : {}),
  };
  office.trades.save(order);
  return order;
}

function present({ terms, qrCode }: Order, { exchange }: Call): Answer {
  if (qrCode !== undefined) exchange.presents = { kind: 'qr', value: qrCode };
  return { ok: true, fields: { out_trade_no: terms.outTradeNo, qr_code: qrCode } };
}
