import { z } from 'zod';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import {
  ABNORMAL_REASONS,
  abnormalRefund,
  giveBack,
  ownRefund,
  REFUND_REASONS,
  sendElsewhere,
} from '../refund-desk.ts';
import { present } from '../terms.ts';
import { refundView } from '../views.ts';
import { amountFen, mchid, merchantNo, notifyUrl, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/merchant/4012791883';

const apply = apiMethod({
  verb: 'POST',
  path: '/v3/refund/domestic/refunds',
  summary: 'gives money back, whole or in part',
  source,
  content: z.object({
    sub_mchid: mchid.optional(),
    transaction_id: text(32).optional(),
    out_trade_no: merchantNo(32, 6).optional(),
    out_refund_no: merchantNo(64),
    reason: z.string().max(80).optional(),
    notify_url: notifyUrl.optional(),
    funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional(),
    amount: z.object({
      refund: amountFen,
      total: amountFen,
      currency: z.literal('CNY'),
    }),
  }),
  refuses: [...PARTNER_REASONS, ...REFUND_REASONS],
  limits: ({ rules }) => ({
    callsPerSecond: rules.refundsPerSecond,
    refusedPerSecond: rules.refusedRefundsPerSecond,
  }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, transaction_id: transactionId, out_trade_no: outTradeNo } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const request = {
      outRefundNo: content.out_refund_no,
      amountFen: content.amount.refund,
      totalFen: content.amount.total,
      advanced: false,
      ...present({ reason: content.reason, notifyUrl: content.notify_url }),
    };
    const given = giveBack({ transactionId, outTradeNo, subMchid, ...request }, call);
    return given.ok ? { ok: true, body: refundView(given.order, given.refund) } : given;
  },
});

const query = apiMethod({
  verb: 'GET',
  path: '/v3/refund/domestic/refunds/{out_refund_no}',
  summary: 'how a refund stands',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012791884',
  content: z.object({ out_refund_no: merchantNo(64), sub_mchid: mchid.optional() }),
  refuses: [...PARTNER_REASONS, 'refund_not_exist'],
  answer: ({ out_refund_no, sub_mchid: subMchid }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const own = ownRefund(call.office.trades.findRefundByNo(out_refund_no), subMchid, call);
    return own.ok ? { ok: true, body: refundView(own.order, own.refund) } : own;
  },
});

const applyAbnormal = apiMethod({
  verb: 'POST',
  path: '/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund',
  summary: 'sends a refund that the buyer’s card refused elsewhere',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4013461022',
  content: z.object({ ...abnormalRefund, sub_mchid: mchid.optional() }),
  refuses: [...PARTNER_REASONS, ...ABNORMAL_REASONS],
  answer: (content, call) => {
    const { sub_mchid: subMchid } = content;
    const redirected = partyFault({ subMchid }) ?? sendElsewhere({ ...content, subMchid }, call);
    if (!redirected.ok) return redirected;
    return { ok: true, body: refundView(redirected.order, redirected.refund) };
  },
});

export const REFUND_METHODS: readonly ApiMethod[] = [apply, query, applyAbnormal];
