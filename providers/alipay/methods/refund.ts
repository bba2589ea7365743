import { z } from 'zod';
import { fenToYuan } from '../../../src/money/index.ts';
import { formatBeijing } from '../../../src/time/index.ts';
import { BUYER } from '../identities.ts';
import { apiMethod, findOrder } from '../method.ts';
import { receiverKey } from '../relations.ts';
import { refund as refundTrade } from '../state.ts';
import { amountFen, text } from '../wire.ts';
import { accountType } from './account-type.ts';
import { tradeReference } from './trade-reference.ts';

/** Takes back a share: `trans_out` is the receiver who gives it up. */
const shareReturn = z
  .object({
    trans_out: text(64),
    trans_out_type: accountType,
    amount: amountFen,
  })
  .transform((back) => ({
    receiver: receiverKey(back.trans_out_type, back.trans_out),
    amountFen: back.amount,
  }));

export const refund = apiMethod({
  name: 'alipay.trade.refund',
  summary: 'gives money back, whole or in part, and takes back shares of it',
  source: 'opendocs.alipay.com/open/02e7go',
  content: z.intersection(
    tradeReference,
    z.object({
      refund_amount: amountFen,
      refund_reason: text(256).optional(),
      out_request_no: text(64).optional(),
      refund_royalty_parameters: z.array(shareReturn).max(20).default([]),
    }),
  ),
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    const { out_request_no: outRequestNo, refund_reason: reason } = content;
    const refunded = refundTrade(
      order,
      {
        amountFen: content.refund_amount,
        returns: content.refund_royalty_parameters,
        ...(outRequestNo === undefined ? {} : { outRequestNo }),
        ...(reason === undefined ? {} : { reason }),
      },
      call.now,
    );
    if (!refunded.ok) {
      const fields = { out_trade_no: order.terms.outTradeNo, refund_fee: '0.00', send_back_fee: '0.00' };
      return { ...refunded, fields };
    }
    if (refunded.moved) {
      call.office.trades.save(refunded.order);
      call.office.notify(refunded.order, refunded.refund);
    }
    return {
      ok: true,
      fields: {
        trade_no: order.trade?.tradeNo,
        out_trade_no: order.terms.outTradeNo,
        buyer_logon_id: BUYER.logonId,
        buyer_user_id: BUYER.id,
        fund_change: refunded.moved ? 'Y' : 'N',
        refund_fee: fenToYuan(refunded.refundedFen),
        send_back_fee: fenToYuan(refunded.moved ? content.refund_amount : 0n),
        gmt_refund_pay: formatBeijing(refunded.refund.at),
      },
    };
  },
});
