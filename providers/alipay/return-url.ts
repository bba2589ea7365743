import type { KeyObject } from 'node:crypto';
import { fenToYuan } from '../../src/money/index.ts';
import { formatBeijing, type Instant } from '../../src/time/index.ts';
import { APP_ID, SELLER } from './identities.ts';
import { sign, signingString } from './sign.ts';
import type { Order, Trade } from './trade.ts';

export interface SignedUrl {
  readonly url: string;
  /** What the signature in it covers. */
  readonly canonical: string;
}

/**
 * Where the buyer's browser is sent after paying: the merchant's return_url with a signed account of the
 * payment. It proves nothing to the merchant that a notification does not prove better.
 *
 * @returns undefined when the merchant left no http(s) address
 */
export async function signedReturnUrl(
  order: Order,
  trade: Trade,
  privateKey: KeyObject,
  now: Instant,
): Promise<SignedUrl | undefined> {
  const url = parseHttpUrl(order.returnUrl);
  if (!url) return undefined;
  const parameters = new Map<string, string>([
    ['charset', 'utf-8'],
    ['out_trade_no', order.terms.outTradeNo],
    ['method', `${order.terms.method}.return`],
    ['total_amount', fenToYuan(order.terms.totalFen)],
    ['trade_no', trade.tradeNo],
    ['auth_app_id', APP_ID],
    ['version', '1.0'],
    ['app_id', APP_ID],
    ['sign_type', 'RSA2'],
    ['seller_id', SELLER.id],
    ['timestamp', formatBeijing(now)],
  ]);
  const canonical = signingString(parameters, ['sign', 'sign_type']);
  parameters.set('sign', await sign(canonical, privateKey));
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url: url.toString(), canonical };
}

function parseHttpUrl(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}
