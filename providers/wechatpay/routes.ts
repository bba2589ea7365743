import { type Context, Hono } from 'hono';
import type { WireEnv } from '../../src/sandbox/index.ts';
import type { Gateway } from './gateway.ts';
import type { H5Page } from './h5-page.ts';
import { API_METHODS } from './methods/index.ts';
import { H5_PATH } from './prepay.ts';

type WechatpayEnv = { Bindings: WireEnv };

/** WeChat Pay's origin. The endpoints of APIv3 are listed in `methods/`. */
export function wechatpayRoutes(gateway: Gateway, h5: H5Page): Hono<WechatpayEnv> {
  const app = new Hono<WechatpayEnv>();

  for (const method of API_METHODS) {
    app.on(method.verb, pattern(method.path), (c) => gateway.serve(method, c.req.raw, c.req.param(), c.env));
  }
  // A path that is there, but not for this verb.
  for (const method of API_METHODS) app.all(pattern(method.path), (c) => empty(c, 405));

  app.get(H5_PATH, (c) => h5.show(...visitor(c, 'show')));
  app.post(H5_PATH, (c) => {
    const isPaying = form(c.env).get('action') === 'pay';
    return isPaying ? h5.pay(...visitor(c, 'pay')) : h5.leave(...visitor(c, 'leave'));
  });

  app.notFound((c) => {
    c.env.exchange.note = 'not simulated';
    return empty(c, 404);
  });
  // The kit knows what to do with what nobody foresaw; Hono would answer 500.
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** `/v3/refund/{refund_id}` to `/v3/refund/:refund_id`. */
function pattern(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** The real gateway says no more (seen in probes of it). */
function empty(c: Context<WechatpayEnv>, status: 404 | 405): Response {
  return c.body(null, status);
}

/** @param deed what the journal calls it */
function visitor(
  c: Context<WechatpayEnv>,
  deed: string,
): [query: URLSearchParams, exchange: WireEnv['exchange']] {
  c.env.exchange.method = `h5.${deed}`;
  return [new URL(c.req.url).searchParams, c.env.exchange];
}

function form({ body }: WireEnv): URLSearchParams {
  return new URLSearchParams(body === 'too_large' ? '' : body);
}
