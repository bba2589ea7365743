import { type DurationMs, formatBeijing, type Instant, parseBeijing } from '../time/index.ts';

/** Days of the providers' calendar: Beijing's, for every channel so far. */

const DAY_MS: DurationMs = 24 * 3_600_000;

/** When a day has been drawn up: at half past ten on the next. */
const DRAWN_UP_AFTER_MS: DurationMs = DAY_MS + 10.5 * 3_600_000;

/** `2026-11-25` */
export function dayOf(at: Instant): string {
  return formatBeijing(at).slice(0, 10);
}

/** @throws RangeError when it is no day */
export function startOf(day: string): Instant {
  const at = parseBeijing(`${day} 00:00:00`);
  if (at === undefined) throw new RangeError(`${day} is no day`);
  return at;
}

export function dayAfter(day: string): string {
  return dayOf(startOf(day) + DAY_MS);
}

/** When the statement of a day is to be had. */
export function drawnUpAt(day: string): Instant {
  return startOf(day) + DRAWN_UP_AFTER_MS;
}

/**
 * When nothing is added to a day any more. Until then some providers say the same of a day that is not drawn up and
 * of one on which nothing happened.
 */
export function finalAt(day: string): Instant {
  return startOf(day) + 2 * DAY_MS;
}

/** Whether it should have been there a day ago. */
export function isLongDue(day: string, now: Instant): boolean {
  return now >= drawnUpAt(day) + DAY_MS;
}
