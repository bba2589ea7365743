import type { Money } from '../money/index.ts';
import type { Instant } from '../time/index.ts';

/** One line of what a provider says happened on a day. */
export interface StatementLine {
  readonly kind: 'payment' | 'refund';
  /** Our number of the payment. */
  readonly payment: string;
  /** Our number of the refund, or the provider's where it has none of ours. For a refund only. */
  readonly refund?: string;
  /** A refund that has not reached the buyer, and may never. */
  readonly isUnderWay?: true;
  readonly providerReference: string;
  /** More than zero, for a refund too. */
  readonly amount: Money;
  /** What the provider keeps of it; less than zero where it gives a fee back. */
  readonly fee: Money;
  readonly at: Instant;
}
