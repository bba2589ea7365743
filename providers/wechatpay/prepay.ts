import type { Instant } from '../../src/time/index.ts';
import type { Call } from './method.ts';
import type { Office } from './office.ts';
import type { Prepay, TradeType } from './trade.ts';
import type { View } from './views.ts';

/** What the merchant is given to present to its buyer. */
export function newPrepay(
  tradeType: TradeType,
  { numbers, rules }: Pick<Office, 'numbers' | 'rules'>,
  now: Instant,
): Prepay {
  const prepayId = numbers.prepayId(now);
  if (tradeType === 'MWEB') {
    return { prepayId, livesUntil: now + rules.h5UrlLivesMs, h5Package: numbers.h5Package() };
  }
  const livesUntil = now + rules.prepayLivesMs;
  return { prepayId, livesUntil, ...(tradeType === 'NATIVE' ? { codeUrl: numbers.codeUrl() } : {}) };
}

export function presentPrepay(
  { prepayId, codeUrl, h5Package }: Prepay,
  { office, exchange }: Pick<Call, 'office' | 'exchange'>,
): View {
  if (codeUrl !== undefined) {
    exchange.presents = { kind: 'qr', value: codeUrl };
    return { code_url: codeUrl };
  }
  if (h5Package === undefined) return { prepay_id: prepayId };
  const h5Url = `${office.origin}${H5_PATH}?prepay_id=${prepayId}&package=${h5Package}`;
  exchange.presents = { kind: 'page', value: h5Url };
  return { h5_url: h5Url };
}

/** The page's path, as it is at wx.tenpay.com. */
export const H5_PATH = '/cgi-bin/mmpayweb-bin/checkmweb';
