import { z } from 'zod';
import { refuse } from '../errors.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { NOBODY } from '../receivers.ts';
import { readSensitive, SENSITIVE_REASONS } from '../sensitive.ts';
import {
  DESK_REASONS,
  findOrder,
  findShared,
  GENERAL,
  receiversFault,
  shareOut,
  unfreezeRest,
} from '../sharing-desk.ts';
import { type PaidOrder, RECEIVER_TYPES } from '../trade.ts';
import { sharingView, type View } from '../views.ts';
import { amountFen, appid, mchid, merchantNo, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/merchant/4012525265';

const receiver = z.object({
  type: z.enum(RECEIVER_TYPES),
  account: text(64),
  name: text(1024).optional(),
  amount: amountFen,
  description: text(80),
});

const orders = apiMethod({
  verb: 'POST',
  path: '/v3/profitsharing/orders',
  summary: 'shares a paid order to receivers, and unfreezes the rest if asked to',
  source,
  content: z.object({
    appid,
    sub_mchid: mchid.optional(),
    sub_appid: appid.optional(),
    transaction_id: text(32),
    out_order_no: merchantNo(64),
    receivers: z.array(receiver).default([]),
    unfreeze_unsplit: z.boolean(),
  }),
  refuses: [
    ...PARTNER_REASONS,
    ...DESK_REASONS,
    GENERAL.refusesOthers,
    ...SENSITIVE_REASONS,
    'receiver_name_wrong',
    'parameter_wrong',
    'receivers_missing',
    'not_a_sharing_order',
    'sharing_too_soon',
    'sharing_finished',
    'sharing_after_full_refund',
    'sharing_differs',
    'receiver_twice',
    'receiver_unrelated',
    'sharing_exceeds_ratio',
    'sharing_exceeds_rest',
    'sharings_too_many',
  ],
  limits: ({ rules }) => ({ callsPerSecond: rules.sharingsPerSecond }),
  answer: (content, call) => {
    const { appid, sub_mchid: subMchid, receivers, unfreeze_unsplit: unfreezes } = content;
    const fault =
      partyFault({ appid, subMchid }) ?? receiversFault(receivers, call) ?? namesFault(receivers, call);
    if (fault) return fault;
    if (receivers.length === 0 && !unfreezes) return refuse('receivers_missing');
    const found = findOrder(content.transaction_id, subMchid, GENERAL, call);
    if (!found.ok) return found;
    const shares = receivers.map(({ type, account, amount, description }) => {
      return { type, account, amountFen: amount, description };
    });
    const description = '解冻剩余未分资金';
    const request = { outOrderNo: content.out_order_no, shares, unfreezes, description };
    const shared = shareOut(found.order, request, call);
    return shared.ok ? { ok: true, body: sharingView(found.order, shared.sharing) } : shared;
  },
});

/** Names that came along are compared with those of the accounts. */
function namesFault(receivers: readonly { readonly name?: string | undefined }[], call: Call) {
  for (const { name } of receivers) {
    const reading = readSensitive(name, call);
    if (!reading.ok) return reading;
    if (reading.text === NOBODY) return refuse('receiver_name_wrong');
  }
  return undefined;
}

const query = apiMethod({
  verb: 'GET',
  path: '/v3/profitsharing/orders/{out_order_no}',
  summary: 'what became of a sharing, receiver by receiver',
  source,
  content: z.object({
    out_order_no: merchantNo(64),
    transaction_id: text(32),
    sub_mchid: mchid.optional(),
  }),
  refuses: [...PARTNER_REASONS, 'sharing_not_exist'],
  answer: ({ out_order_no, transaction_id, sub_mchid: subMchid }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findShared(out_order_no, subMchid, GENERAL, call);
    if (!found.ok) return found;
    if (found.order.payment.transactionId !== transaction_id) return refuse('sharing_not_exist');
    return { ok: true, body: sharingView(found.order, found.sharing) };
  },
});

const unfreeze = apiMethod({
  verb: 'POST',
  path: '/v3/profitsharing/orders/unfreeze',
  summary: 'unfreezes what is left: no more sharing',
  source,
  content: z.object({
    sub_mchid: mchid.optional(),
    transaction_id: text(32),
    out_order_no: merchantNo(64),
    description: text(80),
  }),
  refuses: [
    ...PARTNER_REASONS,
    ...DESK_REASONS,
    GENERAL.refusesOthers,
    'not_a_sharing_order',
    'sharing_too_soon',
    'sharing_differs',
    'nothing_to_unfreeze',
  ],
  limits: ({ rules }) => ({ callsPerSecond: rules.sharingsPerSecond }),
  answer: ({ sub_mchid: subMchid, transaction_id, out_order_no, description }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findOrder(transaction_id, subMchid, GENERAL, call);
    if (!found.ok) return found;
    const unfrozen = unfreezeRest(found.order, out_order_no, description, call);
    return unfrozen.ok ? { ok: true, body: sharingView(found.order, unfrozen.sharing) } : unfrozen;
  },
});

const amounts = apiMethod({
  verb: 'GET',
  path: '/v3/profitsharing/transactions/{transaction_id}/amounts',
  summary: 'what of an order is still frozen',
  source,
  content: z.object({ transaction_id: text(32) }),
  refuses: ['sharing_order_not_exist', 'not_a_sharing_order'],
  answer: ({ transaction_id }, { office, exchange }) => {
    const order = office.trades.findByTransactionId(transaction_id);
    if (!order) return refuse('sharing_order_not_exist');
    exchange.order = order.terms.outTradeNo;
    return order.terms.profitSharing ? { ok: true, body: amountsView(order) } : refuse('not_a_sharing_order');
  },
});

export function amountsView({ payment }: PaidOrder): View {
  return { transaction_id: payment.transactionId, unsplit_amount: Number(payment.frozenFen) };
}

const merchantConfigs = apiMethod({
  verb: 'GET',
  path: '/v3/profitsharing/merchant-configs/{sub_mchid}',
  summary: 'the most that a sub-merchant lets be shared, in hundredths of a percent',
  source,
  content: z.object({ sub_mchid: mchid }),
  refuses: PARTNER_REASONS,
  answer: ({ sub_mchid }, { office }) =>
    partyFault({ subMchid: sub_mchid }) ?? {
      ok: true,
      body: { sub_mchid, max_ratio: Number(office.rules.sharingMaxRatioBps) },
    },
});

// `unfreeze` before the query, whose path would match it too.
export const SHARING_METHODS: readonly ApiMethod[] = [orders, unfreeze, query, amounts, merchantConfigs];
