import { type DurationMs, type Instant, parseBeijing } from '../../../time/index.ts';
import type { Outcome } from '../../outcome.ts';
import type { StatementLine } from '../../statement.ts';
import type { Gateway } from './gateway.ts';
import { readTradeBill } from './trade-bill.ts';
import { billAddress } from './wire.ts';

/** A line has about 300 bytes, and a fifth of that in the ZIP: this is a day of some millions. */
const ZIP_LIMIT_BYTES = 64 * 1024 * 1024;

const DAY_MS: DurationMs = 86_400_000;

/** The payments and refunds of a day (业务账单): Alipay tells where they are for 30 seconds. */
export async function statement(
  gateway: Gateway,
  day: string,
  now: Instant,
): Promise<Outcome<readonly StatementLine[]>> {
  const bizContent = { bill_type: 'trade', bill_date: day };
  const method = 'alipay.data.dataservice.bill.downloadurl.query';
  const bill = await gateway.call({ method, bizContent }, billAddress);
  if (bill.kind === 'failed' && /bill_not_exist$/i.test(bill.code)) return noBill(day, now);
  if (bill.kind !== 'succeeded') return bill;
  const file = await gateway.download(bill.value.bill_download_url, ZIP_LIMIT_BYTES);
  if (!file) return { kind: 'unknown', reason: 'the bill did not arrive' };
  const lines = readTradeBill(file, day);
  return lines
    ? { kind: 'succeeded', value: lines }
    : { kind: 'unknown', reason: 'the bill is of another form' };
}

/**
 * Alipay says it of a day whose bill is not drawn up, which it does until about 9 o'clock of the next, and of one on
 * which nothing happened. Once that next day is over it can only be the latter.
 */
function noBill(day: string, now: number): Outcome<readonly StatementLine[]> {
  const midnight = parseBeijing(`${day} 00:00:00`);
  const isDrawnUp = midnight !== undefined && now >= midnight + 2 * DAY_MS;
  return isDrawnUp ? { kind: 'succeeded', value: [] } : { kind: 'pending' };
}
