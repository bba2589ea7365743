/** Who shares in a sale, and how much. Rules are frozen into the order. */
export interface SplitRule {
  /** `platform` (its commission) or the name of somebody who did work: `logistics`, `appraiser`, `insurer`. */
  readonly payee: string;
  readonly basis: SplitBasis;
  /** The least and the most that the share comes to, in minor units, > 0. */
  readonly min?: bigint;
  readonly max?: bigint;
  /**
   * Whose share this one is taken out of: the seller's, or that of a payee who is named before. Left out: the
   * order's amount.
   */
  readonly of?: string;
  /**
   * `kept`: whoever has done the work keeps the share when the buyer is refunded, and who is at fault pays for
   * it. `refundable`, the default: the share shrinks with the sale.
   */
  readonly onRefund?: 'refundable' | 'kept';
}

export type SplitBasis =
  /** Basis points of what it is taken out of: 800 is 8 %. 1 to 10,000. */
  | { readonly kind: 'rate'; readonly bps: number }
  /** Minor units of the order's currency, > 0. */
  | { readonly kind: 'fixed'; readonly amount: bigint }
  /** Each rate applies to the part of the amount that lies in its tier, so that no step up pays less. */
  | { readonly kind: 'tiered'; readonly tiers: readonly Tier[] };

export interface Tier {
  /** Where the tier begins, in minor units: 0 for the first, then rising. It ends where the next begins. */
  readonly from: bigint;
  /** 0 to 10,000. */
  readonly bps: number;
}

/** One payee's share of one sale, in minor units of the order's currency. */
export interface Leg {
  readonly payee: string;
  readonly allocated: bigint;
  /** What refunds have taken back of it; 0 to `allocated`, always. */
  readonly returned: bigint;
}

/** The payee of the remainder, always the last leg. */
export const SELLER = 'seller';
