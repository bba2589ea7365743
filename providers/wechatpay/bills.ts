import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fenToYuan } from '../../src/money/index.ts';
import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import { formatBeijing, type Instant, parseBeijing } from '../../src/time/index.ts';
import { beijingDay } from './accounts.ts';
import { sealBytes } from './encrypt.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Rules } from './rules.ts';

/** What every bill has: a table of what happened, and one line that sums it up. */
export interface BillTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly summaryHeader: readonly string[];
  readonly summary: readonly string[];
}

/** A bill that was asked for, and waits to be fetched. */
interface Bill {
  readonly token: string;
  readonly text: string;
  readonly isGzip: boolean;
  /** What it is sealed with, where it must not be read by everybody who has its URL. */
  readonly seal?: BillSeal;
  readonly expiresAt: Instant;
}

export interface BillSeal {
  /** Thirty-two characters, which are the key's bytes. */
  readonly key: string;
  readonly nonce: string;
}

/** Bills as files: made when they are asked for, and there to be fetched for a moment. */
export class Bills {
  readonly #bills: Collection<Bill>;
  readonly #rules: Rules;

  constructor(store: SandboxStore, rules: Rules) {
    this.#rules = rules;
    this.#bills = store.collection<Bill>('wechatpay.bill', { dueAt: ({ expiresAt }) => expiresAt });
  }

  /** @returns the SHA-1 of the text, before it is compressed */
  issue(token: string, table: BillTable, now: Instant, how: Pick<Bill, 'isGzip' | 'seal'>): string {
    for (const { token: old } of this.#bills.due(now)) this.#bills.delete(old);
    const text = renderBill(table);
    this.#bills.put(token, { token, text, ...how, expiresAt: now + this.#rules.billUrlLivesMs });
    return createHash('sha1').update(text).digest('hex');
  }

  fetch(token: string, now: Instant): { file: Uint8Array<ArrayBuffer>; contentType: string } | undefined {
    const bill = this.#bills.get(token);
    if (!bill || now >= bill.expiresAt) return undefined;
    const file = bill.isGzip ? gzipSync(bill.text) : Buffer.from(bill.text);
    if (bill.seal) {
      const { key, nonce } = bill.seal;
      const sealed = sealBytes(file, Buffer.from(key), { nonce, associatedData: '' });
      return { file: new Uint8Array(sealed), contentType: 'application/octet-stream' };
    }
    const contentType = bill.isGzip ? 'application/x-gzip' : 'text/plain; charset=utf-8';
    return { file: new Uint8Array(file), contentType };
  }
}

export type BillDayReason = 'bill_creating' | 'bill_expired' | 'parameter_wrong';

/** Whether a day's bill can be had: from 10 o'clock of the next day on, for three months. */
export function billDayFault(day: string, now: Instant, rules: Rules): Refusal<BillDayReason> | undefined {
  const midnight = parseBeijing(`${day} 00:00:00`);
  if (midnight === undefined) return refuse('parameter_wrong', 'bill_date is of the form 2018-06-08');
  if (now < midnight + DAY_MS + rules.billReadyAtMs) return refuse('bill_creating');
  const oldest = parseBeijing(`${beijingDay(now)} 00:00:00`) ?? now;
  return midnight < oldest - rules.billsKeptForDays * DAY_MS ? refuse('bill_expired') : undefined;
}

const DAY_MS = 86_400_000;

/** UTF-8 with a mark in front, for Excel; each value behind a backtick, so that it stays as it is. */
function renderBill({ header, rows, summaryHeader, summary }: BillTable): string {
  const lines = [header.join(','), ...rows.map(renderRow), summaryHeader.join(','), renderRow(summary)];
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
}

function renderRow(values: readonly string[]): string {
  return values.map((value) => `\`${value.replace(/[,\r\n]/g, ' ')}`).join(',');
}

export function billTime(instant: Instant): string {
  return formatBeijing(instant);
}

export function yuan(fen: bigint): string {
  return fen < 0n ? `-${fenToYuan(-fen)}` : fenToYuan(fen);
}

export function sumFen<T>(things: readonly T[], fenOf: (thing: T) => bigint): bigint {
  return things.reduce((sum, thing) => sum + fenOf(thing), 0n);
}
