import { z } from 'zod';
import { type BillTable, billDayFault } from '../bills.ts';
import { refuse } from '../errors.ts';
import { fundBill } from '../fund-bill.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { sharingBill } from '../sharing-bill.ts';
import { BILL_TYPES, tradeBill } from '../trade-bill.ts';
import { mchid, text } from '../wire.ts';

const bill = {
  bill_date: text(10),
  sub_mchid: mchid.optional(),
  tar_type: z.literal('GZIP').optional(),
};
const REASONS = ['bill_creating', 'bill_expired', 'no_bill', 'parameter_wrong'] as const;
const DOWNLOAD_PATH = '/v3/billdownload/file';
const source = 'pay.weixin.qq.com/doc/v3/merchant/4012791887';

/** Makes the bill, and tells where it is for the next half minute. */
function issue(
  { bill_date, tar_type }: { readonly bill_date: string; readonly tar_type?: 'GZIP' | undefined },
  makeTable: () => BillTable | undefined,
  { office, now }: Call,
) {
  const fault = billDayFault(bill_date, now, office.rules);
  if (fault) return fault;
  const table = makeTable();
  if (!table) return refuse('no_bill');
  const token = office.numbers.token();
  const hashValue = office.bills.issue(token, table, tar_type === 'GZIP', now);
  const tarType = tar_type === 'GZIP' ? '&tartype=gzip' : '';
  const body = {
    hash_type: 'SHA1',
    hash_value: hashValue,
    download_url: `${office.origin}${DOWNLOAD_PATH}?token=${token}${tarType}`,
  };
  return { ok: true, body } as const;
}

const trade = apiMethod({
  verb: 'GET',
  path: '/v3/bill/tradebill',
  summary: 'a day’s payments and refunds',
  source,
  content: z.object({ ...bill, bill_type: z.enum(BILL_TYPES).default('ALL') }),
  refuses: [...PARTNER_REASONS, ...REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, bill_type: type, bill_date: day } = content;
    return (
      partyFault({ subMchid }) ?? issue(content, () => tradeBill(call.office, { day, type, subMchid }), call)
    );
  },
});

const fund = apiMethod({
  verb: 'GET',
  path: '/v3/bill/fundflowbill',
  summary: 'a day’s movements of the merchant’s account',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012791888',
  content: z.object({
    bill_date: bill.bill_date,
    tar_type: bill.tar_type,
    account_type: z.enum(['BASIC', 'OPERATION', 'FEES']).default('BASIC'),
  }),
  refuses: REASONS,
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    // Nothing here ever moves on the other two accounts.
    const isBasic = content.account_type === 'BASIC';
    return issue(
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
  refuses: [...PARTNER_REASONS, ...REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, bill_date: day } = content;
    return partyFault({ subMchid }) ?? issue(content, () => sharingBill(call.office, day, subMchid), call);
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
