import { z } from 'zod';
import { encryptField } from '../encrypt.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { readSensitive, SENSITIVE_REASONS } from '../sensitive.ts';
import { addReceiver, GENERAL, kindFault, kindOf, RECEIVER_REASONS, sellerOfCall } from '../sharing-desk.ts';
import { present } from '../terms.ts';
import { RECEIVER_TYPES } from '../trade.ts';
import { appid, mchid, text } from '../wire.ts';

const RELATION_TYPES = [
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
] as const;

const account = {
  appid,
  sub_mchid: mchid.optional(),
  sub_appid: appid.optional(),
  type: z.enum(RECEIVER_TYPES),
  account: text(64),
};
const source = 'pay.weixin.qq.com/doc/v3/merchant/4012528995';

const add = apiMethod({
  verb: 'POST',
  path: '/v3/profitsharing/receivers/add',
  summary: 'makes an account a receiver of shares; again and again, if need be',
  source,
  content: z.object({
    ...account,
    name: text(1024).optional(),
    relation_type: z.enum(RELATION_TYPES),
    custom_relation: text(10).optional(),
  }),
  refuses: [...PARTNER_REASONS, ...SENSITIVE_REASONS, ...RECEIVER_REASONS, GENERAL.refusesOthers],
  answer: (content, call) => {
    const { appid, sub_mchid: subMchid, type, account, relation_type, custom_relation } = content;
    const fault = partyFault({ appid, subMchid }) ?? kindFault(kindOf(subMchid), GENERAL);
    if (fault) return fault;
    const name = readSensitive(content.name, call);
    if (!name.ok) return name;
    const optional = present({ name: name.text, customRelation: custom_relation });
    const seller = sellerOfCall(subMchid);
    const added = addReceiver({ seller, type, account, relationType: relation_type, ...optional }, call);
    if (!added.ok) return added;
    const { merchantPublicKey } = call.office.keys;
    return {
      ok: true,
      body: {
        sub_mchid: subMchid,
        type,
        account,
        // What is secret on the way in is secret on the way out: only the merchant can read it.
        name: name.text === undefined ? undefined : encryptField(name.text, merchantPublicKey),
        relation_type,
        custom_relation,
      },
    };
  },
});

const remove = apiMethod({
  verb: 'POST',
  path: '/v3/profitsharing/receivers/delete',
  summary: 'makes it a receiver no more; what it got it can still give back',
  source,
  content: z.object(account),
  refuses: PARTNER_REASONS,
  answer: ({ appid, sub_mchid: subMchid, type, account }, { office }) => {
    const fault = partyFault({ appid, subMchid });
    if (fault) return fault;
    office.receivers.delete(sellerOfCall(subMchid), type, account);
    return { ok: true, body: { sub_mchid: subMchid, type, account } };
  },
});

export const RECEIVER_METHODS: readonly ApiMethod[] = [add, remove];
