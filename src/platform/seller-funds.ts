import { fundsAccounts, readFunds, type SellerFunds } from '../escrow/index.ts';
import { type Account, LedgerRefused } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import type { Context } from './context.ts';

/** How often something is decided before what the ledger refuses counts as a mistake of ours. */
const DECISIONS = 20;

/**
 * Decides and commits with what a seller has. It is read before the commit; where it has changed meanwhile,
 * so that the ledger refuses, it is read and decided again.
 */
export async function withSellerFunds<T>(
  context: Context,
  seller: string,
  currency: Currency,
  commit: (funds: SellerFunds) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await commit(await sellerFunds(context, seller, currency));
    } catch (error) {
      if (attempt === DECISIONS || !isOutOfDate(error)) throw error;
    }
  }
}

/** What the ledger says of a seller now. */
export async function sellerFunds(
  { store }: Context,
  seller: string,
  currency: Currency,
): Promise<SellerFunds> {
  const specs = Object.values(fundsAccounts(seller, currency));
  const found = await Promise.all(specs.map(({ id }) => store.account(id)));
  const isThere = (account: Account | undefined): account is Account => account !== undefined;
  const accounts = new Map(found.filter(isThere).map((account) => [account.id, account]));
  return readFunds(seller, currency, (id) => accounts.get(id));
}

/** The seller had less, or owed less, than when it was decided. */
function isOutOfDate(error: unknown): boolean {
  if (!(error instanceof LedgerRefused)) return false;
  return error.results.some((result) => result === 'exceeds_credits' || result === 'exceeds_debits');
}
