import type { Terms } from '../escrow/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long each step may take where the order does not say otherwise. */
export const DEFAULT_TERMS: Terms = {
  payWithinMs: HOUR_MS / 2,
  appraiseWithinMs: 5 * DAY_MS,
  shipWithinMs: 72 * HOUR_MS,
  deliverWithinMs: 15 * DAY_MS,
  refundWithinMs: 7 * DAY_MS,
  acceptWithinMs: 3 * DAY_MS,
  holdMs: 7 * DAY_MS,
  afterSaleMs: 30 * DAY_MS,
  evidenceWithinMs: 7 * DAY_MS,
  reserveBps: 0,
  unfreezeAlarmMs: 3 * DAY_MS,
};

/** An early payout: how much of a seller's share is advanced, and what it costs of that. */
export const ADVANCE = { rateBps: 8_000, feeBps: 100 } as const;
