import { z } from 'zod';
import { keepWaiting, payPresented } from '../buyer.ts';
import { refuse, wireError } from '../errors.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, type Party, partyFault } from '../parties.ts';
import { findByNo } from '../presented.ts';
import { askAgain, askForPassword, reverse as reverseOrder } from '../state.ts';
import { present } from '../terms.ts';
import type { Order, Terms } from '../trade.ts';
import { transactionView } from '../views.ts';
import { amountFen, appid, currency, mchid, merchantNo, text } from '../wire.ts';
import { ownOrder } from './query.ts';

const orderContent = z.object({
  description: text(127),
  out_trade_no: merchantNo(32, 6),
  attach: z.string().max(128).optional(),
  goods_tag: z.string().max(32).optional(),
  payer: z.object({ auth_code: text(32) }),
  amount: z.object({ total: amountFen, currency }),
  settle_info: z.object({ profit_sharing: z.boolean().optional() }).optional(),
});
const direct = { appid, mchid };
const partner = { sp_appid: appid, sp_mchid: mchid, sub_appid: appid.optional(), sub_mchid: mchid };

const PAY_REASONS = [
  ...PARTNER_REASONS,
  'auth_code_invalid',
  'auth_code_used',
  'buyer_short_of_money',
  'user_paying',
  'out_trade_no_used',
  'order_paid',
  'order_closed',
] as const;

interface Payer extends Party {
  readonly appid: string;
  readonly subAppid?: string | undefined;
}

function pay(content: z.output<typeof orderContent>, payer: Payer, call: Call) {
  const { office, now, exchange } = call;
  exchange.order = content.out_trade_no;
  const fault = partyFault(payer);
  if (fault) return fault;
  const { auth_code } = content.payer;
  if (!office.barcodes.looksLikeOne(auth_code)) return refuse('auth_code_invalid');
  if (office.barcodes.isOfSomebodyWithoutMoney(auth_code)) return refuse('buyer_short_of_money');
  const terms = termsOf(content, payer);
  const earlier = office.trades.find(terms.outTradeNo);
  const again = earlier && askAgain(earlier, terms, now);
  if (again && !again.ok) return again;
  if (!office.barcodes.scan(auth_code, terms.outTradeNo)) return refuse('auth_code_used');
  if (!earlier) office.trades.save(newOrder(terms, call));
  return charge(terms, call);
}

/** What a buyer whose code was scanned does otherwise than pay. */
function buyerDoes({ office, exchange }: Call): string | undefined {
  const isKnown = (outcome: string) => ['insufficient_funds', 'cancelled', 'awaiting'].includes(outcome);
  const effects = office.mishaps.at(
    'wallet',
    exchange,
    (effect) => 'outcome' in effect && isKnown(effect.outcome),
  );
  return effects.flatMap((effect) => ('outcome' in effect ? effect.outcome : []))[0];
}

function charge(terms: Terms, call: Call) {
  const { outTradeNo, totalFen } = terms;
  const { office } = call;
  const placed = findByNo(outTradeNo, office);
  const [order] = placed?.orders ?? [];
  if (!placed || !order) throw new Error(`${outTradeNo} was not kept`);
  const outcome = buyerDoes(call);
  if (outcome === 'insufficient_funds') return refuse('buyer_short_of_money');
  if (outcome !== undefined || totalFen > office.rules.barcodeWithoutPasswordFen) {
    office.trades.save(askForPassword(order));
    if (outcome === 'awaiting') keepWaiting(office, { ...placed, orders: [askForPassword(order)] });
    const { code, message } = wireError('user_paying', 'underscores');
    return { ok: true, status: 202, body: { code, message } } as const;
  }
  const paid = payPresented(office, placed, 'balance');
  if (!paid.ok) return paid;
  const [done] = paid.orders;
  return { ok: true, body: done ? transactionView(done) : {} } as const;
}

function newOrder(terms: Terms, { office, now }: Call): Order {
  return { terms, state: 'NOTPAY', createdAt: now, closesAt: now + office.rules.userPayingLastsMs };
}

function termsOf(content: z.output<typeof orderContent>, { appid, subAppid, subMchid }: Payer): Terms {
  return {
    outTradeNo: content.out_trade_no,
    totalFen: content.amount.total,
    description: content.description,
    tradeType: 'MICROPAY',
    appid,
    profitSharing: content.settle_info?.profit_sharing ?? false,
    ...present({ subAppid, subMchid, attach: content.attach, goodsTag: content.goods_tag }),
  };
}

const REVERSE_REASONS = [
  ...PARTNER_REASONS,
  'order_not_exist',
  'order_of_other_sub_merchant',
  'not_barcode_order',
  'reversal_too_late',
  'order_refunded',
  'order_closed',
  'merchant_short_of_money',
] as const;

function reverse(outTradeNo: string, party: Party, body: object, call: Call) {
  const { office, now } = call;
  const fault = partyFault(party);
  if (fault) return fault;
  const own = ownOrder(office.trades.find(outTradeNo), party, call);
  if ('ok' in own) return own;
  const reversed = reverseOrder(own, now, (mchid) => office.accounts.availableFen(mchid));
  if (!reversed.ok) return reversed;
  office.commit(reversed);
  return { ok: true, body: { ...body, out_trade_no: outTradeNo } } as const;
}

const out_trade_no = merchantNo(32, 6);
const paySource = 'pay.weixin.qq.com/doc/v3/merchant/4016204526';
const reverseSource = 'pay.weixin.qq.com/doc/v3/merchant/4016204561';

/** Payment by barcode, at a till: the phone shows, the merchant scans. */
export const CODEPAY_METHODS: readonly ApiMethod[] = [
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/transactions/codepay',
    summary: 'charges the barcode that a phone shows; above 1000 yuan the phone asks first',
    source: paySource,
    content: orderContent.extend(direct),
    refuses: PAY_REASONS,
    answer: (content, call) => pay(content, content, call),
  }),
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/partner/transactions/codepay',
    summary: 'the same for a sub-merchant',
    source: paySource,
    content: orderContent.extend(partner),
    refuses: PAY_REASONS,
    answer: (content, call) => {
      const { sp_appid, sp_mchid, sub_appid, sub_mchid } = content;
      const payer = { appid: sp_appid, mchid: sp_mchid, subAppid: sub_appid, subMchid: sub_mchid };
      return pay(content, payer, call);
    },
  }),
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse',
    summary: 'undoes a barcode payment, whatever became of it, on the day of payment',
    source: reverseSource,
    content: z.object({ ...direct, out_trade_no }),
    refuses: REVERSE_REASONS,
    answer: ({ appid, mchid, out_trade_no }, call) =>
      reverse(out_trade_no, { appid, mchid }, { appid, mchid }, call),
  }),
  apiMethod({
    verb: 'POST',
    path: '/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/reverse',
    summary: 'the same for a sub-merchant',
    source: reverseSource,
    content: z.object({ ...partner, out_trade_no }),
    refuses: REVERSE_REASONS,
    answer: ({ sp_appid, sp_mchid, sub_mchid, out_trade_no }, call) =>
      reverse(
        out_trade_no,
        { appid: sp_appid, mchid: sp_mchid, subMchid: sub_mchid },
        { sp_mchid, sub_mchid },
        call,
      ),
  }),
];
