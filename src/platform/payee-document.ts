import type { Receiver } from '../escrow/index.ts';
import type { Document } from '../ledger/index.ts';
import { money, parseExact, stringifyExact } from '../money/index.ts';
import { PAYEE_KIND } from './kinds.ts';
import type { PayoutSchedule } from './seller-document.ts';

/** A payee of split rules: logistics, an appraiser, an agent. */
export interface Payee {
  /** As split rules name it: `logistics`. */
  readonly name: string;
  /** Where each channel pays it out of a payment itself. */
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** When we pay it what no provider has paid it. */
  readonly schedule: PayoutSchedule;
  /** How many payouts there were: the next one is numbered on. */
  readonly payouts: number;
}

/** One of whom nothing was said yet. */
export function newPayee(name: string): Payee {
  return { name, receivers: {}, schedule: { minimum: money('CNY', 1n) }, payouts: 0 };
}

export function payeeDocument(payee: Payee): Document {
  const { next } = payee.schedule;
  return {
    kind: PAYEE_KIND,
    id: payee.name,
    body: stringifyExact(payee),
    ...(next === undefined ? {} : { dueAt: next }),
  };
}

/** Our own row: {@link payeeDocument} wrote it, once without payouts. */
export function decodePayee(body: string): Payee {
  const kept = parseExact(body) as Pick<Payee, 'name' | 'receivers'> & Partial<Payee>;
  return { ...newPayee(kept.name), ...kept };
}
