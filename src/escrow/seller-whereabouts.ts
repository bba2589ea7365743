import { type Currency, money } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import type { SellerFunds } from './funds.ts';
import type { PayoutFunds } from './payout.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What a payee has earned. */
export interface PayeeBalance extends PayoutFunds {
  /** In payouts that the bank has not answered, in minor units. */
  readonly inPayouts: bigint;
  /** When it is paid by itself next; undefined: on request. */
  readonly nextPayout: Instant | undefined;
}

/** What a seller has, beyond single sales. */
export interface SellerBalance extends SellerFunds, PayeeBalance {
  /** By disputes, in minor units. */
  readonly frozen: bigint;
}

/** Where a seller's money is that sales have brought, and what of it is owed. */
export function whereSellersBalanceIs(
  { available, reserve, owed, inPayouts, frozen, nextPayout }: SellerBalance,
  currency: Currency,
): readonly Whereabouts[] {
  const rows: readonly Whereabouts[] = [
    {
      amount: money(currency, available),
      place: 'with_the_seller',
      waitsFor: 'payout',
      ...(nextPayout === undefined ? {} : { latest: nextPayout }),
    },
    { amount: money(currency, inPayouts), place: 'on_its_way_to_the_seller', waitsFor: 'bank' },
    { amount: money(currency, frozen), place: 'frozen', waitsFor: 'dispute' },
    { amount: money(currency, reserve), place: 'in_reserve', waitsFor: 'after_sales' },
    { amount: money(currency, owed), place: 'owed_by_the_seller', waitsFor: 'later_sales' },
  ];
  return rows.filter(({ amount }) => amount.value > 0n);
}

/** Where a payee's money is that sales have brought. */
export function wherePayeesBalanceIs(
  { available, owed, inPayouts, nextPayout }: PayeeBalance,
  currency: Currency,
): readonly Whereabouts[] {
  const rows: readonly Whereabouts[] = [
    {
      amount: money(currency, available),
      place: 'with_the_payee',
      waitsFor: 'payout',
      ...(nextPayout === undefined ? {} : { latest: nextPayout }),
    },
    { amount: money(currency, inPayouts), place: 'on_its_way_to_the_payee', waitsFor: 'bank' },
    { amount: money(currency, owed), place: 'owed_by_the_payee', waitsFor: 'later_sales' },
  ];
  return rows.filter(({ amount }) => amount.value > 0n);
}
