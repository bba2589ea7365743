import {
  type Account,
  type AccountId,
  type AccountSpec,
  type Chain,
  creditBalance,
  type Transfer,
} from '../ledger/index.ts';
import { type Currency, type Money, money } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { custodyAccount, payableAccount } from './accounts.ts';
import { fundsAccounts, readFunds, type SellerFunds } from './funds.ts';
import { firstWait, nextRetry, type Retry } from './retry.ts';

/** Who is paid out: a seller by id, or a payee of split rules by name. */
export interface Recipient {
  readonly kind: 'seller' | 'payee';
  readonly id: string;
}

/** Money on its way to somebody's bank account. */
export interface Payout {
  /** Every retry carries the same number to the bank. */
  readonly id: string;
  readonly recipient: Recipient;
  readonly amount: Money;
  /** `submitted`: reserved until the bank has answered. `returned`: available again. */
  readonly state: 'submitted' | 'paid' | 'returned';
  readonly submittedAt: Instant;
  readonly endedAt?: Instant;
  /** The bank's words, for one that was returned. */
  readonly reason?: string;
  /** When the bank is asked again; gone once it has answered. */
  readonly retry?: Retry;
  /** A person has looked at one that was returned. */
  readonly isSeen?: true;
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

/** What somebody has that can be paid out, and owes, in minor units, each >= 0. */
export type PayoutFunds = Pick<SellerFunds, 'available' | 'owed'>;

/** Where that is. A payee has one account, which is below nothing when the payee owes us. */
export function payoutAccounts(
  { kind, id }: Recipient,
  ledger: Currency,
): { readonly available: AccountSpec; readonly owed?: AccountSpec } {
  if (kind === 'payee') return { available: payableAccount(id, ledger) };
  const { available, owed } = fundsAccounts(id, ledger);
  return { available, owed };
}

/** @param accountOf an account as it stands in the books; undefined for one that was never used */
export function readPayoutFunds(
  recipient: Recipient,
  ledger: Currency,
  accountOf: (id: AccountId) => Account | undefined,
): PayoutFunds {
  if (recipient.kind === 'seller') return readFunds(recipient.id, ledger, accountOf);
  const account = accountOf(payableAccount(recipient.id, ledger).id);
  const left = account ? creditBalance(account) - account.debitsPending : 0n;
  return left > 0n ? { available: left, owed: 0n } : { available: 0n, owed: -left };
}

/** What can be paid out now: what is available, less what is owed. */
function payableNow({ available, owed }: PayoutFunds, currency: Currency): Money {
  return money(currency, available > owed ? available - owed : 0n);
}

export interface PayoutRequest {
  readonly id: string;
  readonly recipient: Recipient;
  /** All that can be paid, when left out. */
  readonly amount?: Money;
  readonly minimum: Money;
}

/**
 * Reserves the money, once what a seller owes has been paid back out of it. Nothing but what is available
 * is touched: not the reserve, nor what a dispute has frozen, nor what is in escrow still.
 */
export function submitPayout(
  { id, recipient, amount, minimum }: PayoutRequest,
  funds: PayoutFunds,
  now: Instant,
): ({ readonly ok: true; readonly payout: Payout } & Posting) | PayoutRefusal {
  const { currency } = minimum;
  const payable = payableNow(funds, currency);
  const asked = amount ?? payable;
  if (asked.value > payable.value) return { ok: false, code: 'payout_exceeds_available' };
  if (asked.value < minimum.value) return { ok: false, code: 'payout_below_minimum' };

  const { available, owed } = payoutAccounts(recipient, currency);
  const custody = custodyAccount(currency);
  const reservation = { kind: 'pending', id: `payout/${id}`, code: 'payout', amount: asked.value } as const;
  const payout: Payout = {
    id,
    recipient,
    amount: asked,
    state: 'submitted',
    submittedAt: now,
    retry: firstWait(now),
  };
  return {
    ok: true,
    payout,
    accounts: [available, custody, ...(owed ? [owed] : [])],
    transfers: [
      ...(owed && funds.owed > 0n ? [repayment(id, available, owed, funds.owed)] : []),
      { ...reservation, debit: available.id, credit: custody.id, ledger: currency },
    ],
  };
}

function repayment(payout: string, from: AccountSpec, owed: AccountSpec, amount: bigint): Transfer {
  return {
    kind: 'posted',
    id: `payout/${payout}/owed`,
    code: 'repayment',
    debit: from.id,
    credit: owed.id,
    ledger: from.ledger,
    amount,
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

/** A person has looked at one that was returned. Undefined when there is nothing to look at. */
export function acknowledgePayout(payout: Payout): Payout | undefined {
  return payout.state === 'returned' && !payout.isSeen ? { ...payout, isSeen: true } : undefined;
}
