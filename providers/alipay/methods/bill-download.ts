import { z } from 'zod';
import { type Instant, parseBeijing } from '../../../src/time/index.ts';
import { BILL_ACCOUNT, STATEMENT_METHOD } from '../bill-file.ts';
import { type BillType, drawUpBill, isBillType } from '../bills.ts';
import { apiMethod } from '../method.ts';

/** Where bills are fetched, without a signature. */
export const BILL_PATH = '/downloadBillFile.resource';

export const billDownload = apiMethod({
  name: STATEMENT_METHOD,
  summary:
    'where a day’s bill, of trades or of the account, is for the next 30 seconds: a ZIP of CSVs in GBK, from 9 o’clock of the next day on',
  source: 'opendocs.alipay.com/apis/api_15/alipay.data.dataservice.bill.downloadurl.query',
  content: z.object({ bill_type: z.string(), bill_date: z.string() }),
  invalid: 'isv.invalid-arguments',
  answer: ({ bill_type: type, bill_date: day }, { office, now }) => {
    if (!isBillType(type))
      return { ok: false, code: 'isv.invalid-arguments', why: `not simulated: bill_type=${type}` };
    if (parseBeijing(`${day} 00:00:00`) === undefined) {
      return { ok: false, code: 'isv.invalid-arguments', why: 'bill_date is of the form 2026-11-22' };
    }
    if (!drawUpBill(office, type, day, now)) {
      const why = 'nothing happened on that day, or it is not 9 o’clock of the next day yet';
      return { ok: false, code: 'isp.bill_not_exist', why };
    }
    const bill = { type, day, token: office.numbers.billToken() };
    office.billLinks.give(bill, now);
    return { ok: true, fields: { bill_download_url: addressOf(office.origin, bill, now) } };
  },
});

function addressOf(
  origin: string,
  { type, day, token }: { readonly type: BillType; readonly day: string; readonly token: string },
  now: Instant,
): string {
  const date = day.replaceAll('-', '');
  const name = `${BILL_ACCOUNT}_${date}.csv.zip`;
  const parameters = new URLSearchParams({
    bizType: type,
    userId: BILL_ACCOUNT,
    fileType: 'csv.zip',
    bizDates: date,
    downloadFileName: name,
    fileId: `/${type}/${BILL_ACCOUNT}/${name}`,
    timestamp: String(Math.floor(now / 1000)),
    token,
  });
  return `${origin}${BILL_PATH}?${parameters}`;
}
