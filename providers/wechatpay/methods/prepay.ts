import type { z } from 'zod';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { newPrepay, presentPrepay } from '../prepay.ts';
import { askAgain } from '../state.ts';
import {
  closesAt,
  directContent,
  h5Scene,
  type OrderRequest,
  ofMerchant,
  ofPartner,
  partnerContent,
  readTerms,
} from '../terms.ts';
import type { Order, Prepay, Terms, TradeType } from '../trade.ts';

/** A way to pay, and how its endpoint is named. */
interface Way {
  readonly name: 'native' | 'jsapi' | 'h5' | 'app';
  readonly tradeType: TradeType;
  readonly summary: string;
  readonly source: string;
}

const WAYS: readonly Way[] = [
  { name: 'native', tradeType: 'NATIVE', summary: 'a `code_url` for a QR code', source: '4012791877' },
  {
    name: 'jsapi',
    tradeType: 'JSAPI',
    summary: 'a `prepay_id` for a page or mini program',
    source: '4012791856',
  },
  { name: 'h5', tradeType: 'MWEB', summary: 'an `h5_url` for a phone’s browser', source: '4012791834' },
  { name: 'app', tradeType: 'APP', summary: 'a `prepay_id` for an app', source: '4013070347' },
];

function prepayMethod<Content>(
  way: Way,
  path: `/v3/${string}`,
  content: z.ZodType<Content>,
  toRequest: (content: Content) => OrderRequest,
): ApiMethod {
  return apiMethod({
    verb: 'POST',
    path,
    summary: way.summary,
    source: `pay.weixin.qq.com/doc/v3/merchant/${way.source}`,
    content,
    refuses: [
      ...PARTNER_REASONS,
      'time_expire_passed',
      ...(way.tradeType === 'JSAPI' ? (['openid_missing'] as const) : []),
      'openid_wrong',
      'out_trade_no_used',
      'order_paid',
      'order_closed',
      'parameter_wrong',
    ],
    answer: (parsed, call) => {
      const request = toRequest(parsed);
      call.exchange.order = request.out_trade_no;
      const fault = partyFault(request);
      if (fault) return fault;
      const reading = readTerms(request, way.tradeType, call.now);
      if (!reading.ok) return reading;
      const placed = place(reading.terms, call);
      return placed.ok ? { ok: true, body: presentPrepay(placed.prepay, call) } : placed;
    },
  });
}

/** Places the order, or finds it again. */
function place(terms: Terms, { office, now }: Call) {
  const earlier = office.trades.find(terms.outTradeNo);
  const again = earlier && askAgain(earlier, terms, now);
  if (again && !again.ok) return again;
  const order: Order = again?.order ?? {
    terms,
    state: 'NOTPAY',
    createdAt: now,
    closesAt: closesAt(terms, office.rules, now),
  };
  const prepay: Prepay = stillGood(order.prepay, now) ?? newPrepay(terms.tradeType, office, now);
  if (prepay !== order.prepay) office.trades.save({ ...order, prepay });
  return { ok: true, prepay } as const;
}

/** What lapsed is given out anew, under the same order number. */
function stillGood(prepay: Prepay | undefined, now: number): Prepay | undefined {
  return prepay && now < prepay.livesUntil ? prepay : undefined;
}

/** Eight endpoints: four ways to pay, for the merchant itself and for its sub-merchants. */
export const PREPAY_METHODS: readonly ApiMethod[] = WAYS.flatMap((way) => {
  const isH5 = way.name === 'h5';
  const direct = isH5 ? directContent.extend(h5Scene) : directContent;
  const partner = isH5 ? partnerContent.extend(h5Scene) : partnerContent;
  return [
    prepayMethod(way, `/v3/pay/transactions/${way.name}`, direct, ofMerchant),
    prepayMethod(way, `/v3/pay/partner/transactions/${way.name}`, partner, ofPartner),
  ];
});
