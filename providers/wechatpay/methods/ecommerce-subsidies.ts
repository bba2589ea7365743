import { z } from 'zod';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { DESK_REASONS, ECOMMERCE, findOrder } from '../sharing-desk.ts';
import { SUBSIDY_REASONS, SUBSIDY_RETURN_REASONS, type Subsidy } from '../subsidies.ts';
import type { View } from '../views.ts';
import { amountFen, fen, formatMoment, mchid, merchantNo, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/partner/4012477681';
const spelling = 'run_together';
const order = { sub_mchid: mchid, transaction_id: text(32), description: text(80) };

const create = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/subsidies/create',
  summary: 'the platform adds to what a sub-merchant got for an order (补差)',
  source,
  spelling,
  content: z.object({ ...order, amount: amountFen, out_subsidy_no: merchantNo(64).optional() }),
  refuses: [...PARTNER_REASONS, ...DESK_REASONS, ECOMMERCE.refusesOthers, ...SUBSIDY_REASONS],
  answer: (content, call) => {
    const { sub_mchid: subMchid, transaction_id: transactionId, amount, description } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findOrder(transactionId, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    const { office, now } = call;
    const created = office.subsidies.create(
      {
        // Without a number of its own there is one for each order.
        no: content.out_subsidy_no ?? `subsidy/${transactionId}`,
        kind: 'created',
        subsidyId: office.numbers.fundId(now),
        subMchid,
        transactionId,
        amountFen: amount,
        description,
        at: now,
      },
      found.order.terms.totalFen,
    );
    if (!created.ok) return created;
    const { subsidyId: subsidy_id } = created.subsidy;
    return { ok: true, body: { ...subsidyView(created.subsidy), subsidy_id } };
  },
});

function subsidyView(subsidy: Subsidy): View {
  return {
    sub_mchid: subsidy.subMchid,
    transaction_id: subsidy.transactionId,
    description: subsidy.description,
    amount: fen(subsidy.amountFen),
    result: 'SUCCESS',
    success_time: formatMoment(subsidy.at),
  };
}

const giveBack = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/subsidies/return',
  summary: 'takes what was added back from the sub-merchant',
  source,
  spelling,
  content: z.object({
    ...order,
    out_order_no: merchantNo(64),
    refund_id: text(64).optional(),
    amount: amountFen,
  }),
  refuses: [...PARTNER_REASONS, ...DESK_REASONS, ECOMMERCE.refusesOthers, ...SUBSIDY_RETURN_REASONS],
  answer: (content, call) => {
    const { sub_mchid: subMchid, transaction_id: transactionId, out_order_no, amount, description } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findOrder(transactionId, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    const { office, now } = call;
    const returned = office.subsidies.return({
      no: out_order_no,
      kind: 'returned',
      subsidyId: office.numbers.fundId(now),
      subMchid,
      transactionId,
      amountFen: amount,
      description,
      at: now,
    });
    if (!returned.ok) return returned;
    const { refund_id } = content;
    const { subsidyId: subsidy_refund_id } = returned.subsidy;
    return {
      ok: true,
      body: { ...subsidyView(returned.subsidy), subsidy_refund_id, refund_id, out_order_no },
    };
  },
});

const cancel = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/subsidies/cancel',
  summary: 'nothing more will be added to the order',
  source,
  spelling,
  content: z.object(order),
  refuses: [...PARTNER_REASONS, ...DESK_REASONS, ECOMMERCE.refusesOthers],
  answer: ({ sub_mchid: subMchid, transaction_id, description }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findOrder(transaction_id, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    call.office.subsidies.cancel(transaction_id);
    return { ok: true, body: { sub_mchid: subMchid, transaction_id, result: 'SUCCESS', description } };
  },
});

export const ECOMMERCE_SUBSIDY_METHODS: readonly ApiMethod[] = [create, giveBack, cancel];
