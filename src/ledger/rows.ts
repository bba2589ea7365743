import type { Currency } from '../money/index.ts';
import type { Account, AccountCode, AccountLimit, Balances } from './account.ts';
import type { Entry, PendingStatus } from './books.ts';
import type { Document, TrialBalance } from './store.ts';
import type { Transfer, TransferCode, TransferRow } from './transfer.ts';

// The words in these rows (codes, kinds, currencies) were written by a store from typed values, so they are
// trusted to be such words still. Numbers come as bigint: an amount may be past 2^53.

/** A row of a database, by column. The stores name their columns alike. */
export type Row = Readonly<Record<string, unknown>>;

export function accountOf(row: Row): Account {
  const limit = optionalText(row, 'balance_limit');
  return {
    id: text(row, 'id'),
    ledger: text(row, 'ledger') as Currency,
    code: text(row, 'code') as AccountCode,
    ...(limit === undefined ? {} : { limit: limit as AccountLimit }),
    ...balancesOf(row),
  };
}

export function balancesOf(row: Row, prefix: '' | 'dr_' | 'cr_' = ''): Balances {
  return {
    debitsPending: integer(row, `${prefix}debits_pending`),
    debitsPosted: integer(row, `${prefix}debits_posted`),
    creditsPending: integer(row, `${prefix}credits_pending`),
    creditsPosted: integer(row, `${prefix}credits_posted`),
  };
}

/** Rows of accounts, each with the head beside it; one without an account where there are none. */
export function trialBalanceOf(rows: readonly Row[]): TrialBalance {
  const [head = {}] = rows;
  return {
    lastSequence: Number(integer(head, 'last_sequence')),
    lastMicros: Number(integer(head, 'last_micros')),
    accounts: rows.filter(({ id }) => id !== null).map(accountOf),
  };
}

export function entryOf(row: Row): Entry {
  return { row: transferOf(row), debit: balancesOf(row, 'dr_'), credit: balancesOf(row, 'cr_') };
}

export function transferOf(row: Row): TransferRow {
  const order = optionalText(row, 'order_id');
  const pending = optionalText(row, 'pending');
  const timeoutMs = optionalNumber(row, 'timeout_ms');
  return {
    sequence: Number(integer(row, 'sequence')),
    id: text(row, 'id'),
    kind: text(row, 'kind') as Transfer['kind'],
    debit: text(row, 'debit'),
    credit: text(row, 'credit'),
    ledger: text(row, 'ledger') as Currency,
    amount: integer(row, 'amount'),
    code: text(row, 'code') as TransferCode,
    ...(order === undefined ? {} : { order }),
    ...(pending === undefined ? {} : { pending }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    atMicros: Number(integer(row, 'at_micros')),
  };
}

export function documentOf(row: Row): Document {
  const dueAt = optionalNumber(row, 'due_at');
  const owner = optionalText(row, 'owner');
  return {
    kind: text(row, 'kind'),
    id: text(row, 'id'),
    body: text(row, 'body'),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(owner === undefined ? {} : { owner }),
  };
}

export function statusOf(row: Row): PendingStatus {
  return text(row, 'status') as PendingStatus;
}

export function optionalNumber(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : Number(integer(row, column));
}

export function integer(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value !== 'bigint') throw new TypeError(`column ${column} holds no integer`);
  return value;
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}
