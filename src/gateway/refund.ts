import type { Money } from '../money/index.ts';

export interface RefundRequest {
  readonly payment: string;
  /** Our number of the refund; a retry carries the same one, so that it is refunded once. */
  readonly refund: string;
  readonly amount: Money;
  readonly reason: string;
  /** Where a provider that refunds later may tell that it has; it is asked all the same. */
  readonly notifyUrl?: string;
}
