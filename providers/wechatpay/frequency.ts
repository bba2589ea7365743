import type { Instant } from '../../src/time/index.ts';
import type { Limits } from './method.ts';

const SECOND_MS = 1000;

/** What an endpoint was asked in the current second. */
interface Tally {
  readonly second: string;
  calls: number;
  refused: number;
}

/** When a call comes, by either clock. */
export interface Moment {
  readonly wireTime: Instant;
  readonly now: Instant;
}

/**
 * How often a second each endpoint is called, and how often in vain. Kept in memory: a second is short. One is over
 * when either clock says so: days of business pass within a second of the wire's, and the wire's go on while
 * business stands still.
 */
export class FrequencyLimits {
  readonly #tallies = new Map<string, Tally>();

  /** Counts a call. @returns whether it may go on */
  admits(method: string, limits: Limits, moment: Moment): boolean {
    const tally = this.#tally(method, moment);
    if (tally.calls >= (limits.callsPerSecond ?? Number.POSITIVE_INFINITY)) return false;
    if (tally.refused >= (limits.refusedPerSecond ?? Number.POSITIVE_INFINITY)) return false;
    tally.calls += 1;
    return true;
  }

  /** Counts a call that came to nothing. */
  refused(method: string, moment: Moment): void {
    this.#tally(method, moment).refused += 1;
  }

  #tally(method: string, { wireTime, now }: Moment): Tally {
    const second = [wireTime, now].map((time) => Math.floor(time / SECOND_MS)).join('/');
    const current = this.#tallies.get(method);
    if (current?.second === second) return current;
    const fresh = { second, calls: 0, refused: 0 };
    this.#tallies.set(method, fresh);
    return fresh;
  }
}
