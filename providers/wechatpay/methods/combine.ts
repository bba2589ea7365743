import { z } from 'zod';
import type { CombinedOrder } from '../combine.ts';
import { refuse } from '../errors.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { newPrepay, presentPrepay } from '../prepay.ts';
import { askAgain, closeUnpaid } from '../state.ts';
import { closesAt, h5Scene, present, readTerms } from '../terms.ts';
import type { Order, Terms, TradeType } from '../trade.ts';
import { combinedView } from '../views.ts';
import { amountFen, appid, currency, mchid, merchantNo, notifyUrl, text } from '../wire.ts';

/** A merchant combines 2 to 10 orders of its own; a service provider 1 to 50 of its sub-merchants'. */
const [FEWEST, MOST, MOST_OF_PARTNER] = [2, 10, 50];

const part = z.object({
  mchid,
  sub_mchid: mchid.optional(),
  sub_appid: appid.optional(),
  attach: text(128),
  out_trade_no: merchantNo(32, 6),
  description: text(127),
  goods_tag: z.string().max(32).optional(),
  amount: z.object({ total_amount: amountFen, currency }),
  settle_info: z.object({ profit_sharing: z.boolean().optional() }).optional(),
});

const combineContent = z.object({
  combine_appid: appid,
  combine_mchid: mchid,
  combine_out_trade_no: merchantNo(32),
  sub_orders: z.array(part).min(1).max(MOST_OF_PARTNER),
  combine_payer_info: z.object({ openid: text(128).optional() }).optional(),
  time_expire: text(64).optional(),
  notify_url: notifyUrl,
});
type CombineContent = z.output<typeof combineContent>;

const PLACE_REASONS = [
  ...PARTNER_REASONS,
  'parts_number_wrong',
  'time_expire_passed',
  'openid_wrong',
  'parameter_wrong',
  'out_trade_no_used',
  'order_paid',
  'order_closed',
] as const;

function place(content: CombineContent, tradeType: TradeType, call: Call) {
  const { office, now, exchange } = call;
  exchange.order = content.combine_out_trade_no;
  const fault = partiesFault(content);
  if (fault) return fault;
  const orders: Order[] = [];
  for (const one of content.sub_orders) {
    const reading = readTerms(requestOf(content, one), tradeType, now);
    if (!reading.ok) return reading;
    const terms: Terms = { ...reading.terms, combineOutTradeNo: content.combine_out_trade_no };
    const earlier = office.trades.find(terms.outTradeNo);
    const again = earlier && askAgain(earlier, terms, now);
    if (again && !again.ok) return again;
    const fresh: Order = {
      terms,
      state: 'NOTPAY',
      createdAt: now,
      closesAt: closesAt(terms, office.rules, now),
    };
    orders.push(again?.order ?? fresh);
  }
  const earlier = office.combined.find(content.combine_out_trade_no);
  if (earlier && earlier.parts.join() !== orders.map(({ terms }) => terms.outTradeNo).join()) {
    return refuse('out_trade_no_used');
  }
  for (const order of orders) office.trades.save(order);
  const combined =
    earlier && now < earlier.prepay.livesUntil ? earlier : newCombined(content, tradeType, call);
  if (combined !== earlier) office.combined.save(combined);
  return { ok: true, body: presentPrepay(combined.prepay, call) } as const;
}

function partiesFault({ combine_appid, combine_mchid, sub_orders }: CombineContent) {
  for (const { mchid, sub_mchid: subMchid } of [
    { mchid: combine_mchid, sub_mchid: undefined },
    ...sub_orders,
  ]) {
    const fault = partyFault({ appid: combine_appid, mchid, subMchid });
    if (fault) return fault;
  }
  const isOfPartner = sub_orders.some(({ sub_mchid }) => sub_mchid !== undefined);
  const count = sub_orders.length;
  const isTwice = new Set(sub_orders.map(({ out_trade_no }) => out_trade_no)).size < count;
  const isRight = isOfPartner || (count >= FEWEST && count <= MOST);
  return isRight && !isTwice ? undefined : refuse('parts_number_wrong');
}

function requestOf(content: CombineContent, one: CombineContent['sub_orders'][number]) {
  return {
    appid: content.combine_appid,
    mchid: one.mchid,
    subMchid: one.sub_mchid,
    subAppid: one.sub_appid,
    description: one.description,
    out_trade_no: one.out_trade_no,
    attach: one.attach,
    goods_tag: one.goods_tag,
    amount: { total: one.amount.total_amount, currency: one.amount.currency },
    settle_info: one.settle_info,
    notify_url: content.notify_url,
    time_expire: content.time_expire,
    openid: content.combine_payer_info?.openid,
    isSubOpenid: false,
  };
}

function newCombined(content: CombineContent, tradeType: TradeType, { office, now }: Call): CombinedOrder {
  return {
    combineOutTradeNo: content.combine_out_trade_no,
    tradeType,
    appid: content.combine_appid,
    notifyUrl: content.notify_url,
    parts: content.sub_orders.map(({ out_trade_no }) => out_trade_no),
    prepay: newPrepay(tradeType, office, now),
    createdAt: now,
    ...present({ openid: content.combine_payer_info?.openid }),
  };
}

const WAYS = [
  { name: 'native', tradeType: 'NATIVE', source: '4012076941' },
  { name: 'jsapi', tradeType: 'JSAPI', source: '4012076927' },
  { name: 'h5', tradeType: 'MWEB', source: '4012076937' },
  { name: 'app', tradeType: 'APP', source: '4012076932' },
] as const;

const placing = WAYS.map(({ name, tradeType, source }) =>
  apiMethod({
    verb: 'POST',
    path: `/v3/combine-transactions/${name}`,
    summary: 'several orders that are paid at once',
    source: `pay.weixin.qq.com/doc/v3/merchant/${source}`,
    spelling: 'run_together',
    content: name === 'h5' ? combineContent.extend(h5Scene) : combineContent,
    refuses: [...PLACE_REASONS, ...(tradeType === 'JSAPI' ? (['openid_missing'] as const) : [])],
    answer: (content: CombineContent, call) => place(content, tradeType, call),
  }),
);

const combine_out_trade_no = merchantNo(32);

const query = apiMethod({
  verb: 'GET',
  path: '/v3/combine-transactions/out-trade-no/{combine_out_trade_no}',
  summary: 'how each of them stands',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012076948',
  spelling: 'run_together',
  content: z.object({ combine_out_trade_no }),
  refuses: ['order_not_exist'],
  answer: ({ combine_out_trade_no }, { office, exchange }) => {
    exchange.order = combine_out_trade_no;
    const combined = office.combined.find(combine_out_trade_no);
    if (!combined) return refuse('order_not_exist');
    return { ok: true, body: combinedView(combined, office.combined.partsOf(combined)) };
  },
});

const close = apiMethod({
  verb: 'POST',
  path: '/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close',
  summary: 'ends all of them; they must be listed as they were placed',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012076954',
  spelling: 'run_together',
  content: z.object({
    combine_appid: appid,
    combine_out_trade_no,
    sub_orders: z
      .array(z.object({ mchid, out_trade_no: merchantNo(32, 6), sub_mchid: mchid.optional() }))
      .min(1)
      .max(MOST_OF_PARTNER),
  }),
  refuses: [...PARTNER_REASONS, 'order_not_exist', 'sub_orders_differ', 'order_paid', 'only_reversible'],
  answer: ({ combine_appid, combine_out_trade_no, sub_orders }, { office, exchange }) => {
    exchange.order = combine_out_trade_no;
    const fault = partyFault({ appid: combine_appid });
    if (fault) return fault;
    const combined = office.combined.find(combine_out_trade_no);
    if (!combined) return refuse('order_not_exist');
    const listed = sub_orders.map(({ out_trade_no }) => out_trade_no).toSorted();
    if (listed.join() !== combined.parts.toSorted().join()) return refuse('sub_orders_differ');
    const closed = office.combined.partsOf(combined).map(closeUnpaid);
    for (const one of closed) if (!one.ok) return one;
    for (const one of closed) if (one.ok) office.commit(one);
    return { ok: true, status: 204 };
  },
});

export const COMBINE_METHODS: readonly ApiMethod[] = [...placing, query, close];
