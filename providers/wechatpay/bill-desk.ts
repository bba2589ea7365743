import { z } from 'zod';
import { type BillSeal, type BillTable, billDayFault } from './bills.ts';
import { refuse } from './errors.ts';
import type { Call } from './method.ts';
import { text } from './wire.ts';

/** What all endpoints that hand out bills have in common. */

export const billQuery = { bill_date: text(10), tar_type: z.literal('GZIP').optional() };

interface BillCall {
  readonly bill_date: string;
  readonly tar_type?: 'GZIP' | undefined;
  readonly seal?: BillSeal;
}

export const BILL_REASONS = ['bill_creating', 'bill_expired', 'no_bill', 'parameter_wrong'] as const;
export const DOWNLOAD_PATH = '/v3/billdownload/file';

/** Makes the bill, and tells where it is for the next half minute. */
export function issueBill(
  { bill_date, tar_type, seal }: BillCall,
  makeTable: () => BillTable | undefined,
  { office, now }: Call,
) {
  const fault = billDayFault(bill_date, now, office.rules);
  if (fault) return fault;
  const table = makeTable();
  if (!table) return refuse('no_bill');
  const token = office.numbers.token();
  const isGzip = tar_type === 'GZIP';
  const hashValue = office.bills.issue(token, table, now, { isGzip, ...(seal ? { seal } : {}) });
  const body = {
    hash_type: 'SHA1',
    hash_value: hashValue,
    download_url: `${office.origin}${DOWNLOAD_PATH}?token=${token}${isGzip ? '&tartype=gzip' : ''}`,
  };
  return { ok: true, body } as const;
}
