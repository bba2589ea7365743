import { z } from 'zod';
import { BILL_REASONS, billQuery, issueBill } from '../bill-desk.ts';
import type { BillTable } from '../bills.ts';
import { encryptField } from '../encrypt.ts';
import { fundBill, fundBillOfAll } from '../fund-bill.ts';
import { ECOMMERCE_SUB_MERCHANTS } from '../identities.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { mchid } from '../wire.ts';

const algorithm = z.literal('AEAD_AES_256_GCM');

/** Sealed under a key of its own, which only the merchant can decrypt. */
function issueSealed(
  content: Parameters<typeof issueBill>[0],
  makeTable: () => BillTable | undefined,
  call: Call,
) {
  const { numbers, keys } = call.office;
  const seal = numbers.billSeal();
  const issued = issueBill({ ...content, seal }, makeTable, call);
  if (!issued.ok) return issued;
  const encrypt_key = encryptField(seal.key, keys.merchantPublicKey);
  const file = { bill_sequence: 1, ...issued.body, encrypt_key, nonce: seal.nonce };
  return { ok: true, body: { download_bill_count: 1, download_bill_list: [file] } } as const;
}

const one = apiMethod({
  verb: 'GET',
  path: '/v3/bill/sub-merchant-fundflowbill',
  summary: 'a day’s movements of a sub-merchant’s account, sealed',
  source:
    'pay.weixin.qq.com/docs/partner/apis/bill-download/sub-mch-fund-flow-bill/get-sub-mch-fund-flow-bill.html',
  content: z.object({
    ...billQuery,
    sub_mchid: mchid,
    account_type: z.enum(['BASIC', 'OPERATION', 'FEES', 'DEPOSIT']),
    algorithm,
  }),
  refuses: [...PARTNER_REASONS, ...BILL_REASONS],
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) => {
    const { sub_mchid: subMchid, account_type, bill_date: day } = content;
    // Nothing here ever moves on the other accounts.
    const makeTable = () => (account_type === 'BASIC' ? fundBill(call.office, subMchid, day) : undefined);
    return partyFault({ subMchid }) ?? issueSealed(content, makeTable, call);
  },
});

const all = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/bill/fundflowbill',
  summary: 'the same of all sub-merchants of the e-commerce platform, in one file',
  source: 'pay.weixin.qq.com/docs/partner/apis/ecommerce-bill/fund-bill/get-all-sub-mch-fund-flow-bill.html',
  spelling: 'run_together',
  content: z.object({ ...billQuery, account_type: z.literal('ALL'), algorithm }),
  refuses: BILL_REASONS,
  limits: ({ rules }) => ({ callsPerSecond: rules.billsPerSecond }),
  answer: (content, call) =>
    issueSealed(content, () => fundBillOfAll(call.office, ECOMMERCE_SUB_MERCHANTS, content.bill_date), call),
});

export const SUB_MERCHANT_BILL_METHODS: readonly ApiMethod[] = [one, all];
