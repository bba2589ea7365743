import { type Instant, parseBeijing } from '../../src/time/index.ts';
import { accountBill } from './account-bill.ts';
import { type BillSource, DRAWN_UP_AFTER_MS } from './bill-file.ts';
import { tradeBill } from './trade-bill.ts';
import { type ZipFile, zip } from './zip.ts';

/** The kinds of bills, under the names of `bill_type`. */
const BILLS = { trade: tradeBill, signcustomer: accountBill } satisfies Record<
  string,
  (office: BillSource, begins: Instant) => readonly ZipFile[] | undefined
>;

export type BillType = keyof typeof BILLS;

export function isBillType(name: string): name is BillType {
  return Object.keys(BILLS).includes(name);
}

/**
 * The ZIP of a day, `2026-11-22`.
 *
 * @returns undefined when there is none: not yet, or because nothing happened
 */
export function drawUpBill(
  office: BillSource,
  type: BillType,
  day: string,
  now: Instant,
): Uint8Array<ArrayBuffer> | undefined {
  const begins = parseBeijing(`${day} 00:00:00`);
  if (begins === undefined || now < begins + DRAWN_UP_AFTER_MS) return undefined;
  const files = BILLS[type](office, begins);
  return files && zip(files);
}
