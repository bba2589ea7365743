import type { AccountSpec, Chain } from '../ledger/index.ts';
import type { Money } from '../money/index.ts';
import { lossAccount } from './accounts.ts';
import { fundsAccounts, type SellerFunds } from './funds.ts';

/**
 * Gives up what a seller owes: it is the platform's loss.
 *
 * @param id unique among all write-offs
 * @param amount 1 to what is owed
 */
export function writeOff(
  id: string,
  seller: string,
  amount: Money,
  funds: SellerFunds,
):
  | { readonly ok: true; readonly accounts: readonly AccountSpec[]; readonly transfers: Chain }
  | { readonly ok: false; readonly code: 'write_off_exceeds_owed' } {
  if (amount.value > funds.owed || amount.value === 0n) return { ok: false, code: 'write_off_exceeds_owed' };
  const { owed } = fundsAccounts(seller, amount.currency);
  const loss = lossAccount(amount.currency);
  const accounts = { debit: loss.id, credit: owed.id, ledger: amount.currency };
  return {
    ok: true,
    accounts: [loss, owed],
    transfers: [{ kind: 'posted', id, code: 'write_off', ...accounts, amount: amount.value }],
  };
}
