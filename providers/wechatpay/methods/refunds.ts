import { z } from 'zod';
import { refuse } from '../errors.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { giveBack, ownRefund, REFUND_REASONS } from '../refund-desk.ts';
import { redirectRefund } from '../refunds.ts';
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
  content: z.object({
    refund_id: text(32),
    sub_mchid: mchid.optional(),
    out_refund_no: merchantNo(64),
    type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
    bank_type: text(16).optional(),
  }),
  refuses: [...PARTNER_REASONS, 'refund_not_exist', 'refund_not_abnormal'],
  answer: ({ refund_id, sub_mchid: subMchid, out_refund_no, type }, call) => {
    const { office, now } = call;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const own = ownRefund(office.trades.findRefundById(refund_id), subMchid, call);
    if (!own.ok) return own;
    if (own.refund.outRefundNo !== out_refund_no) return refuse('refund_not_exist');
    const account = type === 'USER_BANK_CARD' ? '招商银行借记卡0403' : '商户结算银行账户';
    const redirected = redirectRefund(own.order, own.refund, account, { rules: office.rules, now });
    if (!redirected.ok) return redirected;
    office.commit(redirected);
    return { ok: true, body: refundView(own.order, redirected.refund) };
  },
});

export const REFUND_METHODS: readonly ApiMethod[] = [apply, query, applyAbnormal];
