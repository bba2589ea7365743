import { z } from 'zod';
import { BILL_REASONS, billQuery, DOWNLOAD_PATH, issueBill } from '../bill-desk.ts';
import { refuse } from '../errors.ts';
import { fundBill } from '../fund-bill.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { sharingBill } from '../sharing-bill.ts';
import { BILL_TYPES, tradeBill } from '../trade-bill.ts';
import { mchid, text } from '../wire.ts';

const bill = { ...billQuery, sub_mchid: mchid.optional() };
const source = 'pay.weixin.qq.com/doc/v3/merchant/4012791887';

const trade = apiMethod({
  verb: 'GET',
  path: '/v3/bill/tradebill',
  summary: 'a day’s payments and refunds',
  source,
  content: z.object({ ...bill, bill_type: z.enum(BILL_TYPES).default('ALL') }),
  refuses: [...PARTNER_REASONS, ...BILL_REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, bill_type: type, bill_date: day } = content;
    return (
      partyFault({ subMchid }) ??
      issueBill(content, () => tradeBill(call.office, { day, type, subMchid }), call)
    );
  },
});

const fund = apiMethod({
  verb: 'GET',
  path: '/v3/bill/fundflowbill',
  summary: 'a day’s movements of the merchant’s account',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012791888',
  content: z.object({
    ...billQuery,
    account_type: z.enum(['BASIC', 'OPERATION', 'FEES']).default('BASIC'),
  }),
  refuses: BILL_REASONS,
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    // Nothing here ever moves on the other two accounts.
    const isBasic = content.account_type === 'BASIC';
    return issueBill(
      content,
      () => (isBasic ? fundBill(call.office, MCHID, content.bill_date) : undefined),
      call,
    );
  },
});

const sharing = apiMethod({
  verb: 'GET',
  path: '/v3/profitsharing/bills',
  summary: 'a day’s shares and returns',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012525353',
  content: z.object(bill),
  refuses: [...PARTNER_REASONS, ...BILL_REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, bill_date: day } = content;
    return (
      partyFault({ subMchid }) ?? issueBill(content, () => sharingBill(call.office, day, subMchid), call)
    );
  },
});

const download = apiMethod({
  verb: 'GET',
  path: DOWNLOAD_PATH,
  summary: 'the file itself, which is not signed',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4013071238',
  content: z.object({ token: text(256) }),
  refuses: ['bill_url_expired'],
  answer: ({ token }, { office, now }) => {
    const file = office.bills.fetch(token, now);
    return file ? { ok: true, ...file } : refuse('bill_url_expired');
  },
});

export const BILL_METHODS: readonly ApiMethod[] = [trade, fund, sharing, download];
