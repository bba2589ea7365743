import { z } from 'zod';
import { NOBODY } from '../identities.ts';
import { apiMethod } from '../method.ts';
import { MOST_RECEIVERS, type Receiver, receiverKey } from '../relations.ts';
import { type Answer, text } from '../wire.ts';
import { ACCOUNT_TYPES } from './account-type.ts';

/** So many receivers in one request. */
const MOST_IN_A_REQUEST = 20;

const receiver = z.object({
  type: text(32),
  account: text(128),
  name: text(256).optional(),
  memo: text(256).optional(),
});

const receivers = z.object({ receiver_list: z.array(receiver), out_request_no: text(32) });

type ReceiverContent = z.output<typeof receiver>;

const DONE: Answer = { ok: true, fields: { result_code: 'SUCCESS' } };

export const bindRelation = apiMethod({
  name: 'alipay.trade.royalty.relation.bind',
  summary: 'binds receivers, without which nothing can be split to them',
  source: 'opendocs.alipay.com/open/02c7hq',
  content: receivers,
  invalid: 'INVALID_PARAMETER',
  answer: ({ receiver_list }, { office, now }) => {
    const refusal = refuseList(receiver_list) ?? refuseNames(receiver_list);
    if (refusal) return refusal;
    const fresh = receiver_list.filter(
      ({ type, account }) => !office.relations.isBound(receiverKey(type, account)),
    );
    if (office.relations.list().length + fresh.length > MOST_RECEIVERS) {
      return { ok: false, code: 'RELATION_QUANTITY_LIMIT' };
    }
    for (const { type, account, name, memo } of receiver_list) {
      const kept = { ...(name === undefined ? {} : { name }), ...(memo === undefined ? {} : { memo }) };
      office.relations.bind({ type, account, ...kept, boundAt: now });
    }
    return DONE;
  },
});

export const unbindRelation = apiMethod({
  name: 'alipay.trade.royalty.relation.unbind',
  summary: 'unbinds receivers; one that is not bound is no matter',
  source: 'opendocs.alipay.com/open/02c7hr',
  content: receivers,
  invalid: 'INVALID_PARAMETER',
  answer: ({ receiver_list }, { office }) => {
    const refusal = refuseList(receiver_list);
    if (refusal) return refusal;
    for (const { type, account } of receiver_list) office.relations.unbind(type, account);
    return DONE;
  },
});

const pageNumber = (fallback: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(fallback);

export const queryRelations = apiMethod({
  name: 'alipay.trade.royalty.relation.batchquery',
  summary: 'lists the receivers that are bound',
  source: 'opendocs.alipay.com/open/02c7hs',
  content: z.object({
    out_request_no: text(32),
    page_num: pageNumber(1, MOST_RECEIVERS),
    page_size: pageNumber(20, 100),
  }),
  invalid: 'INVALID_PARAMETER',
  answer: ({ page_num, page_size }, { office }) => {
    const all = office.relations.list();
    const page = all.slice((page_num - 1) * page_size, page_num * page_size);
    return {
      ok: true,
      fields: {
        result_code: 'SUCCESS',
        receiver_list: page.map(render),
        total_record_num: all.length,
        total_page_num: Math.ceil(all.length / page_size),
        current_page_num: page_num,
        current_page_size: page_size,
      },
    };
  },
});

/** The name is for checking alone, and is not shown again. */
function render({ type, account, memo }: Receiver) {
  const logins = type === 'loginName' ? { login_name: account, bind_login_name: account } : {};
  return { type, account, ...(memo === undefined ? {} : { memo }), ...logins };
}

function refuseList(list: readonly ReceiverContent[]): Answer | undefined {
  if (list.length === 0) return { ok: false, code: 'RECEIVER_LIST_EMPTY' };
  if (list.length > MOST_IN_A_REQUEST) return { ok: false, code: 'RECEIVER_LIST_OVERLOAD' };
  const types: readonly string[] = ACCOUNT_TYPES;
  if (list.some(({ type }) => !types.includes(type))) return { ok: false, code: 'INVALID_RECEIVER_TYPE' };
  const isNobody = (account: string) => !/^2088\d{12}$/.test(account) || account === NOBODY;
  const nobody = list.find(({ type, account }) => type === 'userId' && isNobody(account));
  if (!nobody) return undefined;
  const why = `${nobody.account} is not 2088 and twelve digits, or is the one that nobody has`;
  return { ok: false, code: 'USER_NOT_EXIST', why };
}

function refuseNames(list: readonly ReceiverContent[]): Answer | undefined {
  const nameless = list.find(({ type, name }) => type === 'loginName' && name === undefined);
  return nameless && { ok: false, code: 'INVALID_PARAMETER', why: 'a loginName needs the name of its owner' };
}
