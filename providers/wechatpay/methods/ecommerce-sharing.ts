import { z } from 'zod';
import { encryptField } from '../encrypt.ts';
import { refuse } from '../errors.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { merchantFault, PARTNER_REASONS, PARTY_REASONS, partyFault } from '../parties.ts';
import { readSensitive, SENSITIVE_REASONS } from '../sensitive.ts';
import {
  addReceiver,
  DESK_REASONS,
  ECOMMERCE,
  findOrder,
  findReturned,
  findShared,
  RECEIVER_REASONS,
  RETURN_REASONS,
  receiversFault,
  shareOut,
  takeBack,
  unfreezeRest,
} from '../sharing-desk.ts';
import { present } from '../terms.ts';
import { RECEIVER_TYPES } from '../trade.ts';
import { ecommerceReturnView, ecommerceSharingView } from '../views.ts';
import { amountFen, appid, mchid, merchantNo, text } from '../wire.ts';
import { amountsView } from './sharing.ts';

const source = 'pay.weixin.qq.com/doc/v3/partner/4012691594';
const spelling = 'run_together';

const share = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/profitsharing/orders',
  summary: 'shares a sub-merchant’s order, and ends the sharing if asked to',
  source,
  spelling,
  content: z.object({
    appid: appid.optional(),
    sub_mchid: mchid,
    transaction_id: text(32),
    out_order_no: merchantNo(64),
    receivers: z.array(
      z.object({
        type: z.enum(RECEIVER_TYPES),
        receiver_account: text(64),
        amount: amountFen,
        description: text(80),
        receiver_name: text(10240).optional(),
      }),
    ),
    finish: z.boolean().default(false),
  }),
  refuses: [
    ...PARTNER_REASONS,
    ...DESK_REASONS,
    ECOMMERCE.refusesOthers,
    ...SENSITIVE_REASONS,
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
  answer: (content, call) => {
    const { appid, sub_mchid: subMchid, receivers, finish: unfreezes } = content;
    const fault = partyFault({ appid, subMchid }) ?? receiversFault(receivers, call);
    if (fault) return fault;
    for (const { receiver_name } of receivers) {
      const name = readSensitive(receiver_name, call);
      if (!name.ok) return name;
    }
    if (receivers.length === 0 && !unfreezes) return refuse('receivers_missing');
    const found = findOrder(content.transaction_id, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    const shares = receivers.map(({ type, receiver_account: account, amount, description }) => {
      return { type, account, amountFen: amount, description };
    });
    const request = { outOrderNo: content.out_order_no, shares, unfreezes, description: '分账完结' };
    const shared = shareOut(found.order, request, call);
    return shared.ok ? { ok: true, body: ecommerceSharingView(found.order, shared.sharing) } : shared;
  },
});

const query = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/profitsharing/orders',
  summary: 'what became of a sharing, receiver by receiver',
  source,
  spelling,
  content: z.object({ sub_mchid: mchid, transaction_id: text(32), out_order_no: merchantNo(64) }),
  refuses: [...PARTNER_REASONS, 'sharing_not_exist'],
  answer: ({ sub_mchid: subMchid, transaction_id, out_order_no }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findShared(out_order_no, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    if (found.order.payment.transactionId !== transaction_id) return refuse('sharing_not_exist');
    return { ok: true, body: ecommerceSharingView(found.order, found.sharing) };
  },
});

const finish = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/profitsharing/finish-order',
  summary: 'ends the sharing: what is left is the sub-merchant’s',
  source,
  spelling,
  content: z.object({
    sub_mchid: mchid,
    transaction_id: text(32),
    out_order_no: merchantNo(64),
    description: text(80),
  }),
  refuses: [
    ...PARTNER_REASONS,
    ...DESK_REASONS,
    ECOMMERCE.refusesOthers,
    'not_a_sharing_order',
    'sharing_too_soon',
    'sharing_differs',
    'nothing_to_unfreeze',
  ],
  answer: ({ sub_mchid: subMchid, transaction_id, out_order_no, description }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findOrder(transaction_id, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    const finished = unfreezeRest(found.order, out_order_no, description, call);
    if (!finished.ok) return finished;
    const { orderId: order_id } = finished.sharing;
    return { ok: true, body: { sub_mchid: subMchid, transaction_id, out_order_no, order_id } };
  },
});

const amounts = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/profitsharing/orders/{transaction_id}/amounts',
  summary: 'what of an order is still frozen',
  source,
  spelling,
  content: z.object({ transaction_id: text(32) }),
  refuses: [...DESK_REASONS, ECOMMERCE.refusesOthers, 'not_a_sharing_order'],
  answer: ({ transaction_id }, call) => {
    const subMchid = call.office.trades.findByTransactionId(transaction_id)?.terms.subMchid;
    const found = findOrder(transaction_id, subMchid, ECOMMERCE, call);
    if (!found.ok) return found;
    return found.order.terms.profitSharing
      ? { ok: true, body: amountsView(found.order) }
      : refuse('not_a_sharing_order');
  },
});

const returnShare = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/profitsharing/returnorders',
  summary: 'takes a share back from a merchant',
  source,
  spelling,
  content: z.object({
    sub_mchid: mchid,
    order_id: text(64).optional(),
    out_order_no: merchantNo(64).optional(),
    out_return_no: merchantNo(64),
    return_mchid: mchid,
    amount: amountFen,
    description: text(80),
  }),
  refuses: [...PARTNER_REASONS, ...RETURN_REASONS],
  answer: (content, call) => {
    const { sub_mchid: subMchid, order_id: orderId, out_order_no: outOrderNo } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const asked = {
      outReturnNo: content.out_return_no,
      returnMchid: content.return_mchid,
      amountFen: content.amount,
      description: content.description,
    };
    const returned = takeBack({ orderId, outOrderNo, subMchid, ...asked }, ECOMMERCE, call);
    if (!returned.ok) return returned;
    return { ok: true, body: ecommerceReturnView(returned.order, returned.sharingReturn) };
  },
});

const queryReturn = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/profitsharing/returnorders',
  summary: 'what became of a return',
  source,
  spelling,
  content: z.object({
    sub_mchid: mchid,
    order_id: text(64).optional(),
    out_order_no: merchantNo(64).optional(),
    out_return_no: merchantNo(64),
  }),
  refuses: [...PARTNER_REASONS, 'return_not_exist'],
  answer: ({ sub_mchid: subMchid, out_order_no, out_return_no }, call) => {
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const found = findReturned(out_return_no, out_order_no, subMchid, ECOMMERCE, call);
    return found.ok ? { ok: true, body: ecommerceReturnView(found.order, found.done) } : found;
  },
});

const RELATIONS = ['SUPPLIER', 'DISTRIBUTOR', 'SERVICE_PROVIDER', 'PLATFORM', 'OTHERS'] as const;
const receiver = { appid, type: z.enum(RECEIVER_TYPES), account: text(64) };

/** The platform's receivers serve all its sub-merchants; they are kept as the platform's own. */
const add = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/profitsharing/receivers/add',
  summary: 'makes an account a receiver for every sub-merchant of the platform',
  source,
  spelling,
  content: z.object({
    ...receiver,
    encrypted_name: text(10240).optional(),
    name: text(256).optional(),
    relation_type: z.enum(RELATIONS),
  }),
  refuses: [...PARTY_REASONS, ...SENSITIVE_REASONS, ...RECEIVER_REASONS],
  answer: (content, call) => {
    const { appid, type, account, relation_type: relationType } = content;
    const fault = merchantFault({ appid });
    if (fault) return fault;
    const secret = readSensitive(content.encrypted_name, call);
    if (!secret.ok) return secret;
    const name = present({ name: content.name ?? secret.text });
    const added = addReceiver({ seller: MCHID, type, account, relationType, ...name }, call);
    if (!added.ok) return added;
    const { merchantPublicKey } = call.office.keys;
    const encrypted_name =
      secret.text === undefined ? undefined : encryptField(secret.text, merchantPublicKey);
    return {
      ok: true,
      body: { type, account, name: content.name, encrypted_name, relation_type: relationType },
    };
  },
});

const remove = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/profitsharing/receivers/delete',
  summary: 'makes it a receiver no more',
  source,
  spelling,
  content: z.object(receiver),
  refuses: PARTY_REASONS,
  answer: ({ appid, type, account }, { office }) => {
    const fault = merchantFault({ appid });
    if (fault) return fault;
    office.receivers.delete(MCHID, type, account);
    return { ok: true, body: { type, account } };
  },
});

export const ECOMMERCE_SHARING_METHODS: readonly ApiMethod[] = [
  share,
  query,
  finish,
  amounts,
  returnShare,
  queryReturn,
  add,
  remove,
];
