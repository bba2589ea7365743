import { fundsAccounts, readFunds, type SellerFunds } from '../escrow/index.ts';
import type { Account } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import type { Context } from './context.ts';

/** What the ledger says of a seller now. It may be out of date at once; the limits of the accounts see to that. */
export async function sellerFunds(
  { store }: Context,
  seller: string,
  currency: Currency,
): Promise<SellerFunds> {
  const specs = Object.values(fundsAccounts(seller, currency));
  const found = await Promise.all(specs.map(({ id }) => store.account(id)));
  const accounts = new Map(
    found
      .filter((account): account is Account => account !== undefined)
      .map((account) => [account.id, account]),
  );
  return readFunds(seller, currency, (id) => accounts.get(id));
}
