import type { DurationMs, Instant } from '../time/index.ts';
import type { RetryTimer } from './order.ts';

/** Before the first repetition, the second, …; the last one goes on until the answer is known. */
const WAITS_MS: readonly DurationMs[] = [15_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000];

function waitMs(attempt: number): DurationMs {
  return WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 0;
}

/** When a call is repeated, and how often it was. */
export type Retry = Pick<RetryTimer, 'at' | 'attempt'>;

/** @param at when the call was first made */
export function firstWait(at: Instant): Retry {
  return { at: at + waitMs(0), attempt: 0 };
}

/** @param at when the call was first made */
export function firstRetry(kind: RetryTimer['kind'], about: string, at: Instant): RetryTimer {
  return { kind, about, ...firstWait(at) };
}

/**
 * The next ringing after `now`. The ones that a long silence has swallowed count as rung, so that a month of
 * them comes to one call, and the timer stands where it would if the clock had never paused.
 */
export function nextRetry<T extends Retry>(timer: T, now: Instant): T {
  let { at, attempt } = timer;
  do {
    attempt += 1;
    at += waitMs(attempt);
  } while (at <= now);
  return { ...timer, at, attempt };
}
