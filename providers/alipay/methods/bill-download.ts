import { z } from 'zod';
import { parseBeijing } from '../../../src/time/index.ts';
import { SELLER } from '../identities.ts';
import { apiMethod } from '../method.ts';
import { tradeBill } from '../trade-bill.ts';

/** Where bills are fetched, without a signature. */
export const BILL_PATH = '/downloadBillFile.resource';

export const billDownload = apiMethod({
  name: 'alipay.data.dataservice.bill.downloadurl.query',
  summary:
    'where a day’s bill of trades is for the next 30 seconds: a ZIP of CSVs in GBK, from 9 o’clock of the next day on',
  source: 'opendocs.alipay.com/apis/api_15/alipay.data.dataservice.bill.downloadurl.query',
  content: z.object({ bill_type: z.string(), bill_date: z.string() }),
  invalid: 'isv.invalid-arguments',
  answer: ({ bill_type, bill_date: day }, { office, now }) => {
    if (bill_type !== 'trade')
      return { ok: false, code: 'isv.invalid-arguments', why: `not simulated: bill_type=${bill_type}` };
    if (parseBeijing(`${day} 00:00:00`) === undefined) {
      return { ok: false, code: 'isv.invalid-arguments', why: 'bill_date is of the form 2026-11-22' };
    }
    if (!tradeBill(office.trades, day, now)) {
      const why = 'nothing happened on that day, or it is not 9 o’clock of the next day yet';
      return { ok: false, code: 'isp.bill_not_exist', why };
    }
    const token = office.numbers.billToken();
    office.billLinks.give(token, day, now);
    return { ok: true, fields: { bill_download_url: addressOf(office.origin, day, token, now) } };
  },
});

function addressOf(origin: string, day: string, token: string, now: number): string {
  const [account, date] = [`${SELLER.id}0156`, day.replaceAll('-', '')];
  const name = `${account}_${date}.csv.zip`;
  const parameters = new URLSearchParams({
    bizType: 'trade',
    userId: account,
    fileType: 'csv.zip',
    bizDates: date,
    downloadFileName: name,
    fileId: `/trade/${account}/${name}`,
    timestamp: String(Math.floor(now / 1000)),
    token,
  });
  return `${origin}${BILL_PATH}?${parameters}`;
}
