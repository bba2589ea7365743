/** Who shares in a sale, and how much. Rules are frozen into the order. */
export interface SplitRule {
  /** `platform` (its commission) or the name of somebody who did work: `logistics`, `appraiser`, `insurer`. */
  readonly payee: string;
  readonly basis: SplitBasis;
}

export type SplitBasis =
  /** Basis points of the order's amount: 800 is 8 %. 1 to 10,000. */
  | { readonly kind: 'rate'; readonly bps: number }
  /** Minor units of the order's currency, > 0. */
  | { readonly kind: 'fixed'; readonly amount: bigint };

/** One payee's share of one sale, in minor units of the order's currency. */
export interface Leg {
  readonly payee: string;
  readonly allocated: bigint;
  /** What refunds have taken back of it; 0 to `allocated`, always. */
  readonly returned: bigint;
}

/** The payee of the remainder, always the last leg. */
export const SELLER = 'seller';
