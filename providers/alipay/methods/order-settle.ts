import { z } from 'zod';
import { apiMethod, findOrder } from '../method.ts';
import { receiverKey } from '../relations.ts';
import { MOST_SPLIT_RECEIVERS, split } from '../settlement.ts';
import { amountFen, flag, text } from '../wire.ts';
import { accountType } from './account-type.ts';

const share = z
  .object({
    trans_in: text(64),
    trans_in_type: accountType,
    amount: amountFen,
    royalty_type: z.literal('transfer').default('transfer'),
    desc: text(1000).optional(),
  })
  .transform((part) => ({
    receiver: receiverKey(part.trans_in_type, part.trans_in),
    amountFen: part.amount,
  }));

export const orderSettle = apiMethod({
  name: 'alipay.trade.order.settle',
  summary: 'splits a paid trade to bound receivers: all of a request, or nothing',
  source: 'opendocs.alipay.com/open/02j2bt',
  content: z
    .object({
      out_request_no: text(64),
      trade_no: text(64),
      royalty_parameters: z.array(share).max(MOST_SPLIT_RECEIVERS).default([]),
      royalty_mode: z.enum(['sync', 'async']).default('sync'),
      extend_params: z.object({ royalty_finish: flag.optional() }).optional(),
    })
    .refine((content) => content.royalty_parameters.length > 0 || content.extend_params?.royalty_finish, {
      message: 'royalty_parameters is needed, unless royalty_finish is true',
    }),
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order) return { ok: false, code: 'ACQ.TRADE_NOT_EXIST' };
    if (content.royalty_mode === 'async') {
      return { ok: false, code: 'ACQ.SETTLE_SCENE_NOT_SUPPORT', why: 'not simulated: royalty_mode=async' };
    }
    const { office, now } = call;
    const settled = split(
      order,
      {
        outRequestNo: content.out_request_no,
        settleNo: office.numbers.settleNo(now),
        legs: content.royalty_parameters,
        finishes: content.extend_params?.royalty_finish ?? false,
      },
      (receiver) => office.relations.isBound(receiver),
      now,
    );
    if (!settled.ok) return settled;
    if (settled.order !== order) {
      const hasReceivers = content.royalty_parameters.length > 0;
      if (office.mishaps.at('split', call.exchange, () => hasReceivers).length > 0) {
        return { ok: false, code: 'ACQ.ROYALTY_RECEIVER_INVALID', why: 'on purpose: see faults' };
      }
      office.trades.save(settled.order);
    }
    return { ok: true, fields: { trade_no: order.trade?.tradeNo, settle_no: settled.split.settleNo } };
  },
});
