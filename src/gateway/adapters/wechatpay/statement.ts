import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type DurationMs, type Instant, parseBeijing } from '../../../time/index.ts';
import type { Outcome } from '../../outcome.ts';
import type { StatementLine } from '../../statement.ts';
import { runTogether } from './answer.ts';
import type { Gateway } from './gateway.ts';
import { readTradeBill } from './trade-bill.ts';
import { billAddress } from './wire.ts';

/** A line has about 300 bytes, so that this is a day of some 800,000. */
const BILL_LIMIT_BYTES = 256 * 1024 * 1024;

const DAY_MS: DurationMs = 86_400_000;

const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** The payments and refunds of a day (申请交易账单): WeChat Pay tells where they are, and what their hash is. */
export async function statement(
  gateway: Gateway,
  day: string,
  now: Instant,
): Promise<Outcome<readonly StatementLine[]>> {
  const path = `/v3/bill/tradebill?bill_date=${encodeURIComponent(day)}&bill_type=ALL&tar_type=GZIP`;
  const bill = await gateway.call({ method: 'GET', path }, billAddress);
  if (bill.kind === 'failed') return refused(bill, day, now);
  if (bill.kind !== 'succeeded') return bill;
  const { download_url, hash_value } = bill.value;
  const text = await fetchText(gateway, download_url);
  if (text === undefined) return { kind: 'unknown', reason: 'the bill did not arrive' };
  if (createHash('sha1').update(text).digest('hex') !== hash_value.toLowerCase()) {
    return { kind: 'unknown', reason: 'the bill is not the one that was promised' };
  }
  const lines = readTradeBill(text.toString('utf8'));
  return lines
    ? { kind: 'succeeded', value: lines }
    : { kind: 'unknown', reason: 'the bill is of another form' };
}

/**
 * Before a bill is drawn up, at about 10 o'clock of the next day, WeChat Pay may also say that there is none. Once
 * that day is over it means that nothing happened.
 */
function refused(
  refusal: Extract<Outcome<never>, { kind: 'failed' }>,
  day: string,
  now: number,
): Outcome<readonly StatementLine[]> {
  switch (runTogether(refusal.code)) {
    case 'STATEMENTCREATING':
      return { kind: 'pending' };
    case 'NOSTATEMENTEXIST': {
      const isDrawnUp = now >= (parseBeijing(`${day} 00:00:00`) ?? now) + 2 * DAY_MS;
      return isDrawnUp ? { kind: 'succeeded', value: [] } : { kind: 'pending' };
    }
    default:
      return refusal;
  }
}

/** @returns undefined when there is no such file, or it is too large */
async function fetchText(gateway: Gateway, url: string): Promise<Buffer | undefined> {
  const { pathname, search } = new URL(url);
  const file = await gateway.download(pathname + search, BILL_LIMIT_BYTES);
  if (file.kind !== 'succeeded' || file.value.status !== 200) return undefined;
  const { body } = file.value;
  // Whoever carries it may have unpacked it.
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  return unzip(body, { maxOutputLength: BILL_LIMIT_BYTES }).catch(() => undefined);
}
