import { z } from 'zod';
import type { Identified } from '../../src/sandbox/index.ts';
import { type ApiMethod, methodName } from './method.ts';
import { API_METHODS } from './methods/index.ts';
import type { Office } from './office.ts';
import { H5_PATH } from './prepay.ts';
import { findByH5 } from './presented.ts';
import type { Order } from './trade.ts';

const PATTERNS = API_METHODS.map((method) => ({
  method,
  path: new RegExp(`^${method.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

const text = z.string().optional();
/** Every number by which a request can name what it is about. */
const numbers = z
  .object({
    out_trade_no: text,
    combine_out_trade_no: text,
    transaction_id: text,
    out_refund_no: text,
    refund_id: text,
    out_order_no: text,
    order_id: text,
  })
  .catch({});

/** What a request is about. It is not judged: that is the gateway's. */
export function identify(request: Request, body: string, office: Office): Identified {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === H5_PATH) return identifyPage(request, searchParams, body, office);
  const { method, path } = routeOf(request.method, pathname) ?? {};
  if (!method) return {};
  const given = { ...objectOf(body), ...Object.fromEntries(searchParams), ...path };
  return {
    method: methodName(method),
    order: orderOf(numbers.parse(given), office),
    closes: /\/(close|reverse)$/.test(method.path),
  };
}

/** The endpoint that serves a request, and what stands in its path. */
function routeOf(
  verb: string,
  pathname: string,
): { readonly method: ApiMethod; readonly path: Readonly<Record<string, string>> } | undefined {
  for (const { method, path } of PATTERNS) {
    const match = method.verb === verb ? path.exec(pathname) : null;
    if (match) return { method, path: { ...match.groups } };
  }
  return undefined;
}

export function methodOf(request: Request): ApiMethod | undefined {
  return routeOf(request.method, new URL(request.url).pathname)?.method;
}

function identifyPage({ method }: Request, query: URLSearchParams, body: string, office: Office): Identified {
  const deed = new URLSearchParams(body).get('action') === 'pay' ? 'pay' : 'leave';
  return { method: `h5.${method === 'POST' ? deed : 'show'}`, order: findByH5(query, office)?.no };
}

function orderOf(given: z.output<typeof numbers>, { trades }: Office): string | undefined {
  const { out_trade_no, combine_out_trade_no, transaction_id, out_refund_no } = given;
  const { refund_id, out_order_no, order_id } = given;
  const named = out_trade_no ?? combine_out_trade_no;
  if (named !== undefined) return named;
  const found: Order | undefined =
    trades.findByTransactionId(transaction_id ?? '') ??
    trades.findByNo('refund', out_refund_no ?? '') ??
    trades.findById('refund', refund_id ?? '') ??
    trades.findByNo('sharing', out_order_no ?? '') ??
    trades.findById('sharing', order_id ?? '');
  return found?.terms.outTradeNo;
}

function objectOf(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
