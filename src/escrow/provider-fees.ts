import type { AccountSpec, Chain } from '../ledger/index.ts';
import type { Money } from '../money/index.ts';
import { clearingAccount, providerFeeAccount } from './accounts.ts';

/** What a provider has kept by its statement of a day, and what of that the books have. */
export interface ProviderFees {
  readonly channel: string;
  /** Of the provider's calendar: `2026-11-25`. */
  readonly day: string;
  readonly fees: Money;
  /** Minor units; 0 before anything was booked. */
  readonly booked: bigint;
  /** How often something was booked for the day. */
  readonly bookings: number;
}

/**
 * Books what the books do not have yet: the platform bears a provider's fees, and the provider owes us less. A
 * statement that is looked at again and says the same books nothing.
 */
export function bookProviderFees({ channel, day, fees, booked, bookings }: ProviderFees): {
  readonly accounts: readonly AccountSpec[];
  readonly transfers: Chain;
} {
  const rest = fees.value - booked;
  if (rest === 0n) return { accounts: [], transfers: [] };
  const expense = providerFeeAccount(channel, fees.currency);
  const clearing = clearingAccount(channel, fees.currency);
  const [debit, credit] = rest > 0n ? [expense, clearing] : [clearing, expense];
  return {
    accounts: [expense, clearing],
    transfers: [
      {
        kind: 'posted',
        id: `statement/${channel}/${day}/fees/${bookings + 1}`,
        code: 'fee',
        debit: debit.id,
        credit: credit.id,
        ledger: fees.currency,
        amount: rest > 0n ? rest : -rest,
      },
    ],
  };
}
