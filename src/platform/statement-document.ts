import type { Document } from '../ledger/index.ts';
import { type Money, money, parseExact, stringifyExact } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { STATEMENT_KIND } from './kinds.ts';
import { isLongDue } from './statement-day.ts';
import { workDocument } from './work.ts';

/** What a provider says happened on a day, held against our books. */
export interface Statement {
  readonly channel: string;
  /** Of the provider's calendar: `2026-11-25`. */
  readonly day: string;
  /** `waiting`: it is asked for until it is there. `failed`: the provider will not give it. */
  readonly state: 'waiting' | 'failed' | 'compared';
  /** Why it failed, in the provider's words. */
  readonly reason?: string;
  /** When it is asked for next; gone once it was answered. */
  readonly nextAt?: Instant;
  /** How many lines it has, and what they come to. */
  readonly lines: number;
  readonly payments: Money;
  readonly refunds: Money;
  readonly fees: Money;
  /** What of the fees is in the books: those of lines that are ours. */
  readonly feesBooked: Money;
  readonly feeBookings: number;
  /** What does not agree. */
  readonly breaks: readonly Break[];
  /** The rows of our books after this sequence, up to the day, are looked for in this and earlier statements. */
  readonly after: number;
}

export interface Break {
  /** The payment or the refund. */
  readonly about: string;
  readonly kind:
    | 'not_in_our_books'
    | 'not_in_the_statement'
    | 'amount_differs'
    /** A line says again what one before it said, perhaps of an earlier day. */
    | 'listed_twice';
  readonly ours?: Money;
  readonly theirs?: Money;
  /** What a person has found out about it. */
  readonly explanation?: string;
}

export function statementId({ channel, day }: Pick<Statement, 'channel' | 'day'>): string {
  return `${channel}/${day}`;
}

/** A statement, and its entry on the list of what a person has to see to. */
export function statementDocuments(statement: Statement, now: Instant): readonly Document[] {
  const { channel, nextAt } = statement;
  const id = statementId(statement);
  const document = {
    kind: STATEMENT_KIND,
    id,
    body: stringifyExact(statement),
    owner: channel,
    ...(nextAt === undefined ? {} : { dueAt: nextAt }),
  };
  const items = workOf(statement, now).map((item) => ({ ...item, statement: id, since: now }));
  return [document, workDocument(`statement/${id}`, items)];
}

function workOf({ channel, day, state, breaks }: Statement, now: Instant) {
  const isMissing = state === 'failed' || (state === 'waiting' && isLongDue(day, now));
  if (isMissing) return [{ kind: 'statement_missing' as const, about: statementId({ channel, day }) }];
  return breaks
    .filter(({ explanation }) => explanation === undefined)
    .map(({ about }) => ({ kind: 'statement_break' as const, about }));
}

/** Our own row: {@link statementDocuments} wrote it, once before fees were booked. */
export function decodeStatement(body: string): Statement {
  const feesBooked = money('CNY', 0n);
  return {
    feesBooked,
    feeBookings: 0,
    ...(parseExact(body) as Omit<Statement, 'feesBooked' | 'feeBookings'>),
  };
}
