import { type Context, Hono } from 'hono';
import type { WireEnv } from '../../src/sandbox/index.ts';
import { drawUpBill } from './bills.ts';
import type { Cashier } from './cashier.ts';
import type { Gateway } from './gateway.ts';
import { BILL_PATH } from './methods/bill-download.ts';
import type { Office } from './office.ts';

type AlipayEnv = { Bindings: WireEnv };
type CashierContext = Context<AlipayEnv, '/cashier/:token'>;

/** Alipay's origin. The methods behind `/gateway.do` are listed in `methods/`. */
export function alipayRoutes(gateway: Gateway, cashier: Cashier, office: Office): Hono<AlipayEnv> {
  const app = new Hono<AlipayEnv>();

  app.on(['GET', 'POST'], '/gateway.do', (c) => gateway.serve(c.req.raw, c.env));

  app.get(BILL_PATH, (c) => {
    c.env.exchange.method = 'bill.download';
    return sendBill(office, c.req.query('token') ?? '');
  });

  app.get('/cashier/:token', (c) => cashier.show(...visitor(c, 'show')));
  app.post('/cashier/:token/pay', (c) => {
    const [token, exchange] = visitor(c, 'pay');
    return cashier.pay(token, form(c.env), exchange);
  });
  app.post('/cashier/:token/fail', (c) => cashier.fail(...visitor(c, 'fail')));
  app.post('/cashier/:token/leave', (c) => cashier.leave(...visitor(c, 'leave')));

  app.notFound((c) => {
    c.env.exchange.note = 'not simulated';
    return c.text('404 Not Found', 404);
  });
  // The kit knows what to do with what nobody foresaw; Hono would answer 500.
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** Whoever has the address may fetch it, while it lives. */
function sendBill(office: Office, token: string): Response {
  const { billLinks, clock } = office;
  const now = clock.now();
  const link = billLinks.find(token, now);
  const file = link && drawUpBill(office, link.type, link.day, now);
  if (!file) return new Response('下载链接已失效', { status: 403 });
  return new Response(file, { headers: { 'content-type': 'application/octet-stream' } });
}

/** @param deed what the journal calls it */
function visitor(c: CashierContext, deed: string): [token: string, exchange: WireEnv['exchange']] {
  c.env.exchange.method = `cashier.${deed}`;
  return [c.req.param('token'), c.env.exchange];
}

function form({ body }: WireEnv): URLSearchParams {
  return new URLSearchParams(body === 'too_large' ? '' : body);
}
