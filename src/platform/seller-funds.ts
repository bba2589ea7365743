import { fundsAccounts, readFunds, type SellerFunds } from '../escrow/index.ts';
import type { Account } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import type { Context } from './context.ts';
import { decideAgain } from './decide-again.ts';

/** Decides and commits with what a seller has, which is read before the commit. */
export function withSellerFunds<T>(
  context: Context,
  seller: string,
  currency: Currency,
  commit: (funds: SellerFunds) => Promise<T>,
): Promise<T> {
  return decideAgain(async () => commit(await sellerFunds(context, seller, currency)));
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
