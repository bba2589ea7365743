import { z } from 'zod';
import type { Identified } from '../../src/sandbox/index.ts';
import type { Keys } from './credentials.ts';
import { decrypt } from './encrypt.ts';
import { BILL_PATH } from './methods/bill-download.ts';
import type { Office } from './office.ts';
import type { Order } from './trade.ts';
import { readRequest } from './wire.ts';

const reference = z
  .object({ trade_no: z.string().optional(), out_trade_no: z.string().optional() })
  .catch({});

/** Methods that end an unpaid trade. */
const CLOSING = ['alipay.trade.close', 'alipay.trade.cancel'];

/** What a request is about. It is not judged: that is the gateway's. */
export function identify(request: Request, body: string, office: Office, keys: Keys): Identified {
  const url = new URL(request.url);
  const [, token, deed = 'show'] = /^\/cashier\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  if (token !== undefined) {
    return { method: `cashier.${deed}`, order: numberOf(office.trades.findByCashier(token)) };
  }
  if (url.pathname === BILL_PATH) return { method: 'bill.download' };
  const { parameters } = readRequest(url.search.slice(1), body);
  const method = parameters.get('method');
  const named = reference.parse(parseJson(contentOf(parameters, keys)));
  const order = numberOf(office.trades.find(named)) ?? named.out_trade_no;
  return { method, order, closes: CLOSING.includes(method ?? '') };
}

function numberOf(order: Order | undefined): string | undefined {
  return order?.terms.outTradeNo;
}

function contentOf(parameters: ReadonlyMap<string, string>, { aesKey }: Keys): string {
  const content = parameters.get('biz_content') ?? '';
  return parameters.get('encrypt_type') ? (decrypt(content, aesKey) ?? '') : content;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
