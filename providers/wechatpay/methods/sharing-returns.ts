import { z } from 'zod';
import { refuse } from '../errors.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { findReturned, GENERAL, RETURN_REASONS, takeBack } from '../sharing-desk.ts';
import { returnView } from '../views.ts';
import { amountFen, mchid, merchantNo, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/merchant/4012529003';

const create = apiMethod({
  verb: 'POST',
  path: '/v3/profitsharing/return-orders',
  summary: 'takes a share back from a merchant',
  source,
  content: z.object({
    sub_mchid: mchid.optional(),
    order_id: text(64).optional(),
    out_order_no: merchantNo(64).optional(),
    out_return_no: merchantNo(64),
    return_mchid: mchid,
    amount: amountFen,
    description: text(80),
  }),
  refuses: [...PARTNER_REASONS, ...RETURN_REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.sharingReturnsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, order_id: orderId, out_order_no: outOrderNo } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    if (orderId === undefined && outOrderNo === undefined) return refuse('return_sharing_not_exist');
    const returned = takeBack(
      {
        orderId,
        outOrderNo,
        subMchid,
        outReturnNo: content.out_return_no,
        returnMchid: content.return_mchid,
        amountFen: content.amount,
        description: content.description,
      },
      GENERAL,
      call,
    );
    if (!returned.ok) return returned;
    return { ok: true, body: returnView(returned.order, returned.sharingReturn) };
  },
});

const query = apiMethod({
  verb: 'GET',
  path: '/v3/profitsharing/return-orders/{out_return_no}',
  summary: 'what became of a return',
  source,
  content: z.object({
    out_return_no: merchantNo(64),
    out_order_no: merchantNo(64),
    sub_mchid: mchid.optional(),
  }),
  refuses: [...PARTNER_REASONS, 'return_not_exist'],
  answer: ({ out_return_no, out_order_no, sub_mchid: subMchid }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findReturned(out_return_no, out_order_no, subMchid, GENERAL, call);
    return found.ok ? { ok: true, body: returnView(found.order, found.done) } : found;
  },
});

export const SHARING_RETURN_METHODS: readonly ApiMethod[] = [create, query];
