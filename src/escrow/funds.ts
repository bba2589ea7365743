import type { Account, AccountId, AccountSpec } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import { sellerAvailableAccount, sellerReceivableAccount, sellerReserveAccount } from './accounts.ts';

/**
 * What the ledger says of a seller when something is decided, in minor units, each >= 0. It may be out of
 * date by the commit: then the limits of the accounts make the ledger refuse, and it is decided again.
 */
export interface SellerFunds {
  /** Free of payouts on their way and of what disputes have frozen. */
  readonly available: bigint;
  readonly reserve: bigint;
  /** What the seller owes the platform. */
  readonly owed: bigint;
}

/** The accounts that {@link readFunds} asks for. */
export function fundsAccounts(
  seller: string,
  ledger: Currency,
): Readonly<Record<keyof SellerFunds, AccountSpec>> {
  return {
    available: sellerAvailableAccount(seller, ledger),
    reserve: sellerReserveAccount(seller, ledger),
    owed: sellerReceivableAccount(seller, ledger),
  };
}

/** @param accountOf an account as it stands in the books; undefined for one that was never used */
export function readFunds(
  seller: string,
  ledger: Currency,
  accountOf: (id: AccountId) => Account | undefined,
): SellerFunds {
  const { available, reserve, owed } = fundsAccounts(seller, ledger);
  return {
    available: free(accountOf(available.id)),
    reserve: free(accountOf(reserve.id)),
    owed: free(accountOf(owed.id)),
  };
}

/** How much can still be taken from an account before its limit. */
function free(account: Account | undefined): bigint {
  if (!account) return 0n;
  const { creditsPosted, creditsPending, debitsPosted, debitsPending } = account;
  return account.limit === 'credits_must_not_exceed_debits'
    ? debitsPosted - creditsPosted - creditsPending
    : creditsPosted - debitsPosted - debitsPending;
}

interface Movement {
  readonly kind: 'posted' | 'pending';
  readonly debit: AccountSpec;
  readonly credit: AccountSpec;
  readonly amount: bigint;
}

/** What is left after a movement: pending money has left where it was and not come where it goes. */
export function fundsAfter(
  funds: SellerFunds,
  seller: string,
  { kind, debit, credit, amount }: Movement,
): SellerFunds {
  const accounts = fundsAccounts(seller, debit.ledger);
  const put = (account: AccountSpec, from: AccountSpec, to: AccountSpec): bigint => {
    const left = from.id === account.id ? amount : 0n;
    const came = to.id === account.id && kind === 'posted' ? amount : 0n;
    return came - left;
  };
  return {
    available: funds.available + put(accounts.available, debit, credit),
    reserve: funds.reserve + put(accounts.reserve, debit, credit),
    owed: funds.owed + put(accounts.owed, credit, debit),
  };
}
