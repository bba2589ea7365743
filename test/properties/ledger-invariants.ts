import { expect } from 'vitest';
import type { Account, AccountId, Entry, Store, TransferRow } from '../../src/ledger/index.ts';
import { MAX_MINOR_UNITS } from '../../src/money/index.ts';
import { SPECS } from './ledger-trace.ts';

/** The invariants of the books (LEDGER.md, "Invariants", by their numbers there), in terms of what can be read. */

export interface Balances {
  debitsPending: bigint;
  debitsPosted: bigint;
  creditsPending: bigint;
  creditsPosted: bigint;
}

const NOTHING: Balances = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n };

/** The books by the definition: every row, one after the other, and what has expired by the end. */
export function fold(rows: readonly TransferRow[], endMicros: number): Map<AccountId, Balances> {
  const balances = new Map<AccountId, Balances>();
  const open = new Map<string, TransferRow>();
  const of = (id: AccountId): Balances => {
    const found = balances.get(id) ?? { ...NOTHING };
    balances.set(id, found);
    return found;
  };
  for (const row of rows) {
    if (row.kind === 'pending') open.set(row.id, row);
    if (row.pending !== undefined && !open.delete(row.pending))
      throw new Error(`${row.pending} was not open`);
    if (row.kind === 'posted' || row.kind === 'post_pending') {
      of(row.debit).debitsPosted += row.amount;
      of(row.credit).creditsPosted += row.amount;
    }
  }
  for (const row of open.values()) {
    if (row.timeoutMs !== undefined && row.atMicros + row.timeoutMs * 1000 <= endMicros) continue;
    of(row.debit).debitsPending += row.amount;
    of(row.credit).creditsPending += row.amount;
  }
  return balances;
}

/** Whether no balance is past what a row holds, and no account past its limit. */
export function isSound(balances: ReadonlyMap<AccountId, Balances>): boolean {
  return SPECS.every(({ id, limit }) => {
    const account = balances.get(id);
    if (account === undefined) return true;
    const debits = account.debitsPending + account.debitsPosted;
    const credits = account.creditsPending + account.creditsPosted;
    if (debits > MAX_MINOR_UNITS || credits > MAX_MINOR_UNITS) return false;
    if (limit === 'debits_must_not_exceed_credits') return debits <= account.creditsPosted;
    if (limit === 'credits_must_not_exceed_debits') return credits <= account.debitsPosted;
    return true;
  });
}

/** 1, 2: debits equal credits in each ledger, posted and pending. */
export function expectBalanced(accounts: readonly Account[]): void {
  for (const ledger of ['CNY', 'USD']) {
    const inLedger = accounts.filter((account) => account.ledger === ledger);
    const sum = (column: keyof Balances) => inLedger.reduce((total, account) => total + account[column], 0n);
    expect(sum('debitsPosted')).toBe(sum('creditsPosted'));
    expect(sum('debitsPending')).toBe(sum('creditsPending'));
  }
}

/** 3: no account is past its limit, reservations included. */
export function expectWithinLimits(accounts: readonly Account[]): void {
  expect(isSound(new Map(accounts.map((account) => [account.id, account])))).toBe(true);
}

/** 4: stored balances are the fold of the rows; 9: the pending columns are the sums of what is open. */
export function expectFold(
  accounts: readonly Account[],
  rows: readonly TransferRow[],
  endMicros: number,
): void {
  const folded = fold(rows, endMicros);
  for (const account of accounts) expect(account).toMatchObject(folded.get(account.id) ?? NOTHING);
}

/** 5: numbers have no gaps, and times strictly increase. */
export function expectNumbered(rows: readonly TransferRow[]): void {
  let before = { sequence: 0, atMicros: -1 };
  for (const row of rows) {
    expect(row.sequence).toBe(before.sequence + 1);
    expect(row.atMicros).toBeGreaterThan(before.atMicros);
    before = row;
  }
}

/** 9: a pending transfer is resolved at most once; 10: for no more than it reserved. */
export function expectResolvedOnce(rows: readonly TransferRow[]): void {
  const open = new Map(rows.filter(({ kind }) => kind === 'pending').map((row) => [row.id, row]));
  for (const { pending, amount } of rows) {
    if (pending === undefined) continue;
    const reserved = open.get(pending);
    expect(amount).toBeLessThanOrEqual(reserved?.amount ?? -1n);
    open.delete(pending);
  }
}

/** What a store says of the past is the fold of the rows up to then. */
export async function expectPast(store: Store, rows: readonly TransferRow[]): Promise<void> {
  const history = await store.history({ limit: 1000 });
  expect(history.map(({ row }) => row)).toEqual(rows);
  for (const [i, { row, debit, credit }] of history.entries()) {
    const folded = fold(rows.slice(0, i + 1), row.atMicros);
    expect([debit, credit]).toEqual([folded.get(row.debit) ?? NOTHING, folded.get(row.credit) ?? NOTHING]);
  }
  for (const { row } of sample(history, 5)) {
    const at = Math.floor(row.atMicros / 1000) + (row.timeoutMs ?? 0);
    const untilMicros = at * 1000 + 999;
    const folded = fold(
      rows.filter(({ atMicros }) => atMicros <= untilMicros),
      untilMicros,
    );
    for (const id of [row.debit, row.credit]) {
      expect(await store.balances(id, at)).toEqual(folded.get(id) ?? NOTHING);
    }
  }
}

/** So many of them, spread evenly. */
function sample(history: readonly Entry[], count: number): Entry[] {
  const step = Math.max(1, Math.floor(history.length / count));
  return history.filter((_, i) => i % step === 0);
}
