import { z } from 'zod';
import { refuse } from '../errors.ts';
import { sellerOf } from '../funds.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import {
  ABNORMAL_REASONS,
  abnormalRefund,
  giveBack,
  ownRefund,
  REFUND_REASONS,
  sendElsewhere,
} from '../refund-desk.ts';
import { advancedFen, returnAdvance as payBack } from '../refunds.ts';
import { ECOMMERCE, kindFault, kindOf } from '../sharing-desk.ts';
import { present } from '../terms.ts';
import type { PaidOrder, Refund } from '../trade.ts';
import { refundView, type View } from '../views.ts';
import { amountFen, appid, fen, formatMoment, mchid, merchantNo, notifyUrl, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/partner/4012476892';
const spelling = 'run_together';

const apply = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/refunds/apply',
  summary: 'gives money back for a sub-merchant; the platform can advance it (垫付)',
  source,
  spelling,
  content: z.object({
    sub_mchid: mchid,
    sp_appid: appid,
    sub_appid: appid.optional(),
    transaction_id: text(32).optional(),
    out_trade_no: merchantNo(32, 6).optional(),
    out_refund_no: merchantNo(64),
    reason: z.string().max(80).optional(),
    amount: z.object({ refund: amountFen, total: amountFen, currency: z.literal('CNY').optional() }),
    notify_url: notifyUrl.optional(),
    refund_account: z.enum(['REFUND_SOURCE_SUB_MERCHANT', 'REFUND_SOURCE_PARTNER_ADVANCE']).optional(),
  }),
  refuses: [...PARTNER_REASONS, ...REFUND_REASONS, ECOMMERCE.refusesOthers],
  limits: ({ rules }) => ({
    callsPerSecond: rules.refundsPerSecond,
    refusedPerSecond: rules.refusedRefundsPerSecond,
  }),
  answer: (content, call) => {
    const {
      sub_mchid: subMchid,
      sp_appid,
      transaction_id: transactionId,
      out_trade_no: outTradeNo,
    } = content;
    const fault = partyFault({ appid: sp_appid, subMchid }) ?? kindFault(kindOf(subMchid), ECOMMERCE);
    if (fault) return fault;
    const request = {
      outRefundNo: content.out_refund_no,
      amountFen: content.amount.refund,
      totalFen: content.amount.total,
      advanced: content.refund_account === 'REFUND_SOURCE_PARTNER_ADVANCE',
      ...present({ reason: content.reason, notifyUrl: content.notify_url }),
    };
    const given = giveBack({ transactionId, outTradeNo, subMchid, ...request }, call);
    if (!given.ok) return given;
    const {
      status: _,
      user_received_account: __,
      channel: ___,
      ...body
    } = ecommerceRefundView(given.order, given.refund);
    return { ok: true, body };
  },
});

function ecommerceRefundView(order: PaidOrder, refund: Refund): View {
  const refund_account =
    refund.source === 'advance' ? 'REFUND_SOURCE_PARTNER_ADVANCE' : 'REFUND_SOURCE_SUB_MERCHANT';
  return { ...refundView(order, refund), refund_account };
}

function answer(kept: { order: PaidOrder; refund: Refund } | undefined, subMchid: string, call: Call) {
  const fault = partyFault({ subMchid });
  if (fault) return fault;
  const own = ownRefund(kept, subMchid, call);
  return own.ok ? ({ ok: true, body: ecommerceRefundView(own.order, own.refund) } as const) : own;
}

const QUERY_REASONS = [...PARTNER_REASONS, 'refund_not_exist'] as const;

const queryById = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/refunds/id/{refund_id}',
  summary: 'how a refund stands, by WeChat Pay’s number',
  source,
  spelling,
  content: z.object({ refund_id: text(32), sub_mchid: mchid }),
  refuses: QUERY_REASONS,
  answer: ({ refund_id, sub_mchid }, call) =>
    answer(call.office.trades.findRefundById(refund_id), sub_mchid, call),
});

const queryByNo = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/refunds/out-refund-no/{out_refund_no}',
  summary: 'how a refund stands, by the platform’s number',
  source,
  spelling,
  content: z.object({ out_refund_no: merchantNo(64), sub_mchid: mchid }),
  refuses: QUERY_REASONS,
  answer: ({ out_refund_no, sub_mchid }, call) =>
    answer(call.office.trades.findRefundByNo(out_refund_no), sub_mchid, call),
});

const applyAbnormal = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/refunds/{refund_id}/apply-abnormal-refund',
  summary: 'sends a refund that the buyer’s card refused elsewhere',
  source: 'pay.weixin.qq.com/docs/partner/apis/ecommerce-refund/refunds/create-abnormal-refund.html',
  spelling,
  content: z.object({ ...abnormalRefund, sub_mchid: mchid }),
  refuses: [...PARTNER_REASONS, ...ABNORMAL_REASONS],
  answer: (content, call) => {
    const { sub_mchid: subMchid } = content;
    const redirected = partyFault({ subMchid }) ?? sendElsewhere({ ...content, subMchid }, call);
    if (!redirected.ok) return redirected;
    return { ok: true, body: ecommerceRefundView(redirected.order, redirected.refund) };
  },
});

const advance = { refund_id: text(32), sub_mchid: mchid };

const returnAdvance = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/refunds/{refund_id}/return-advance',
  summary: 'the sub-merchant pays back what the platform advanced (回补)',
  source,
  spelling,
  content: z.object(advance),
  refuses: [...QUERY_REASONS, 'advance_not_exist', 'advance_period_over', 'balance_short'],
  answer: ({ refund_id, sub_mchid: subMchid }, call) => {
    const { office, now } = call;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const own = ownRefund(office.trades.findRefundById(refund_id), subMchid, call);
    if (!own.ok) return own;
    const paidBack = payBack(own.order, own.refund, office.numbers.fundId(now), {
      rules: office.rules,
      now,
      availableFen: (mchid) => office.accounts.availableFen(mchid),
    });
    if (!paidBack.ok) return paidBack;
    if (paidBack.order !== own.order) office.commit(paidBack);
    return { ok: true, body: advanceView(own.order, paidBack.refund) };
  },
});

const queryAdvance = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/refunds/{refund_id}/return-advance',
  summary: 'whether it has',
  source,
  spelling,
  content: z.object(advance),
  refuses: [...QUERY_REASONS, 'advance_not_exist'],
  answer: ({ refund_id, sub_mchid: subMchid }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const own = ownRefund(call.office.trades.findRefundById(refund_id), subMchid, call);
    if (!own.ok) return own;
    return own.refund.advanceReturn
      ? { ok: true, body: advanceView(own.order, own.refund) }
      : refuse('advance_not_exist');
  },
});

function advanceView(order: PaidOrder, refund: Refund): View {
  const { advanceReturn } = refund;
  return {
    refund_id: refund.refundId,
    advance_return_id: advanceReturn?.advanceReturnId,
    return_amount: fen(advancedFen(refund)),
    payer_mchid: sellerOf(order),
    payer_account: 'BASIC',
    payee_mchid: MCHID,
    payee_account: 'BASIC',
    result: 'SUCCESS',
    success_time: advanceReturn && formatMoment(advanceReturn.at),
  };
}

// The two with fixed words in their path before the one with a number there.
export const ECOMMERCE_REFUND_METHODS: readonly ApiMethod[] = [
  apply,
  queryById,
  queryByNo,
  applyAbnormal,
  returnAdvance,
  queryAdvance,
];
