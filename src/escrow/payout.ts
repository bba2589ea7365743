import type { AccountSpec, Chain, Transfer } from '../ledger/index.ts';
import { type Currency, type Money, money } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { custodyAccount } from './accounts.ts';
import { fundsAccounts, type SellerFunds } from './funds.ts';
import { firstWait, nextRetry, type Retry } from './retry.ts';

/** Money on its way to a seller's bank account. */
export interface Payout {
  /** `<seller>-o<n>`; every retry carries the same number to the bank. */
  readonly id: string;
  readonly seller: string;
  readonly amount: Money;
  /** `submitted`: reserved until the bank has answered. `returned`: available again. */
  readonly state: 'submitted' | 'paid' | 'returned';
  readonly submittedAt: Instant;
  readonly endedAt?: Instant;
  /** The bank's words, for one that was returned. */
  readonly reason?: string;
  /** When the bank is asked again; gone once it has answered. */
  readonly retry?: Retry;
}

/** A refusal that the caller must handle. Nothing has changed. */
export interface PayoutRefusal {
  readonly ok: false;
  readonly code: 'payout_exceeds_available' | 'payout_below_minimum';
}

interface Posting {
  readonly accounts: readonly AccountSpec[];
  /** One chain. */
  readonly transfers: Chain;
}

/** What a seller can have paid out now: what is available, less what they owe. */
function payableNow({ available, owed }: SellerFunds, currency: Currency): Money {
  return money(currency, available > owed ? available - owed : 0n);
}

export interface PayoutRequest {
  readonly id: string;
  readonly seller: string;
  /** All that can be paid, when left out. */
  readonly amount?: Money;
  readonly minimum: Money;
}

/**
 * Reserves the money, once what the seller owes has been paid back out of it. Nothing but what is available
 * is touched: not the reserve, nor what a dispute has frozen, nor what is in escrow still.
 */
export function submitPayout(
  { id, seller, amount, minimum }: PayoutRequest,
  funds: SellerFunds,
  now: Instant,
): ({ readonly ok: true; readonly payout: Payout } & Posting) | PayoutRefusal {
  const { currency } = minimum;
  const payable = payableNow(funds, currency);
  const asked = amount ?? payable;
  if (asked.value > payable.value) return { ok: false, code: 'payout_exceeds_available' };
  if (asked.value < minimum.value) return { ok: false, code: 'payout_below_minimum' };

  const { available, owed } = fundsAccounts(seller, currency);
  const custody = custodyAccount(currency);
  const base = { debit: available.id, ledger: currency } as const;
  const repayment: Transfer = {
    kind: 'posted',
    id: `payout/${id}/owed`,
    code: 'repayment',
    ...base,
    credit: owed.id,
    amount: funds.owed,
  };
  const reservation: Transfer = {
    kind: 'pending',
    id: `payout/${id}`,
    code: 'payout',
    ...base,
    credit: custody.id,
    amount: asked.value,
  };
  return {
    ok: true,
    payout: { id, seller, amount: asked, state: 'submitted', submittedAt: now, retry: firstWait(now) },
    accounts: [available, owed, custody],
    transfers: funds.owed > 0n ? [repayment, reservation] : [reservation],
  };
}

export type PayoutNews = { readonly state: 'paid' } | { readonly state: 'returned'; readonly reason: string };

/** What the bank said. Its first answer stands; the same payout comes back when this is not it. */
export function hearOfPayout(
  payout: Payout,
  news: PayoutNews,
  now: Instant,
): { readonly payout: Payout; readonly transfers: Chain } {
  if (payout.state !== 'submitted') return { payout, transfers: [] };
  const { retry: _asked, ...rest } = payout;
  const pending = `payout/${payout.id}`;
  const kind = news.state === 'paid' ? 'post_pending' : 'void_pending';
  return {
    payout: { ...rest, ...news, endedAt: now },
    transfers: [{ kind, id: `${pending}/${news.state}`, pending, code: 'payout' }],
  };
}

/** The bank has not answered yet: it is asked again, after a growing wait. */
export function askForPayoutAgain(payout: Payout, now: Instant): Payout {
  return payout.retry ? { ...payout, retry: nextRetry(payout.retry, now) } : payout;
}
