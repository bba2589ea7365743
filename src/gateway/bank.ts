import type { Money } from '../money/index.ts';
import type { Outcome } from './outcome.ts';

export interface PayRequest {
  /** Our number of the payout; a retry carries the same one, so that it is paid once. */
  readonly payout: string;
  /** A seller by id, or a payee of split rules by name. */
  readonly recipient: { readonly kind: 'seller' | 'payee'; readonly id: string };
  readonly amount: Money;
}

/** The bank that pays sellers and payees out of the money in custody. */
export interface Bank {
  /**
   * Pays them, or says what became of that number before. `failed`: the money was not paid or came back,
   * and never will be under this number.
   */
  pay(request: PayRequest): Promise<Outcome<{ readonly paid: Money }>>;
}
