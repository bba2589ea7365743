import { z } from 'zod';
import { refuse } from '../errors.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { redirectRefund, refund as refundOrder } from '../refunds.ts';
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
  refuses: [
    ...PARTNER_REASONS,
    'order_reference_missing',
    'order_of_other_sub_merchant',
    'paid_order_not_exist',
    'order_total_differs',
    'refund_exceeds_order',
    'refund_differs',
    'refunds_too_many',
    'refund_period_over',
    'merchant_short_of_money',
    'frozen_short_of_money',
    'buyer_account_closed',
  ],
  limits: ({ rules }) => ({
    callsPerSecond: rules.refundsPerSecond,
    refusedPerSecond: rules.refusedRefundsPerSecond,
  }),
  answer: (content, { office, now, exchange }) => {
    const { sub_mchid: subMchid, transaction_id, out_trade_no, out_refund_no } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    if (transaction_id === undefined && out_trade_no === undefined) return refuse('order_reference_missing');
    const { trades } = office;
    const order =
      transaction_id === undefined
        ? trades.find(out_trade_no ?? '')
        : trades.findByTransactionId(transaction_id);
    if (!order) return refuse('paid_order_not_exist');
    exchange.order = order.terms.outTradeNo;
    if (order.terms.subMchid !== subMchid) return refuse('order_of_other_sub_merchant');
    const other = trades.findByNo('refund', out_refund_no);
    if (other && other.terms.outTradeNo !== order.terms.outTradeNo) return refuse('refund_differs');
    const refunded = refundOrder(
      order,
      {
        outRefundNo: out_refund_no,
        amountFen: content.amount.refund,
        totalFen: content.amount.total,
        advanced: false,
        ...present({ reason: content.reason, notifyUrl: content.notify_url }),
      },
      {
        rules: office.rules,
        now,
        refundId: office.numbers.refundId(now),
        availableFen: (mchid) => office.accounts.availableFen(mchid),
      },
    );
    if (!refunded.ok) return refunded;
    const { refund } = refunded;
    if (refunded.order !== order) {
      office.commit(refunded);
      trades.refer('refund', { no: refund.outRefundNo, id: refund.refundId }, order, now);
    }
    const paid = trades.findRefundById(refund.refundId);
    if (!paid) throw new Error(`refund ${refund.refundId} was not kept`);
    return { ok: true, body: refundView(paid.order, paid.refund) };
  },
});

const query = apiMethod({
  verb: 'GET',
  path: '/v3/refund/domestic/refunds/{out_refund_no}',
  summary: 'how a refund stands',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012791884',
  content: z.object({ out_refund_no: merchantNo(64), sub_mchid: mchid.optional() }),
  refuses: [...PARTNER_REASONS, 'refund_not_exist'],
  answer: ({ out_refund_no, sub_mchid: subMchid }, { office, exchange }) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = office.trades.findRefundByNo(out_refund_no);
    if (!found || found.order.terms.subMchid !== subMchid) return refuse('refund_not_exist');
    exchange.order = found.order.terms.outTradeNo;
    return { ok: true, body: refundView(found.order, found.refund) };
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
  answer: ({ refund_id, sub_mchid: subMchid, out_refund_no, type }, { office, now, exchange }) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = office.trades.findRefundById(refund_id);
    if (!found || found.refund.outRefundNo !== out_refund_no || found.order.terms.subMchid !== subMchid) {
      return refuse('refund_not_exist');
    }
    exchange.order = found.order.terms.outTradeNo;
    const account = type === 'USER_BANK_CARD' ? '招商银行借记卡0403' : '商户结算银行账户';
    const redirected = redirectRefund(found.order, found.refund, account, { rules: office.rules, now });
    if (!redirected.ok) return redirected;
    office.commit(redirected);
    return { ok: true, body: refundView(found.order, redirected.refund) };
  },
});

export const REFUND_METHODS: readonly ApiMethod[] = [apply, query, applyAbnormal];
