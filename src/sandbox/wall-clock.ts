import type { Instant } from '../time/index.ts';

/**
 * The machine's own time. Everything else is handed a clock; only the composition root hands out this one:
 * for business time, and for what proves freshness on the wire, which unmodified clients check against
 * their own clock (DESIGN.md, "Two times").
 */
export function wallClock(): Instant {
  return Date.now();
}
