import type { Instant } from '../../src/time/index.ts';
import type { Limits } from './method.ts';

const SECOND_MS = 1000;

/** What an endpoint was asked in the current second. */
interface Tally {
  readonly second: number;
  calls: number;
  refused: number;
}

/** How often a second each endpoint is called, and how often in vain. Kept in memory: a second is short. */
export class FrequencyLimits {
  readonly #tallies = new Map<string, Tally>();

  /** Counts a call. @returns whether it may go on */
  admits(method: string, limits: Limits, wireTime: Instant): boolean {
    const tally = this.#tally(method, wireTime);
    if (tally.calls >= (limits.callsPerSecond ?? Number.POSITIVE_INFINITY)) return false;
    if (tally.refused >= (limits.refusedPerSecond ?? Number.POSITIVE_INFINITY)) return false;
    tally.calls += 1;
    return true;
  }

  /** Counts a call that came to nothing. */
  refused(method: string, wireTime: Instant): void {
    this.#tally(method, wireTime).refused += 1;
  }

  #tally(method: string, wireTime: Instant): Tally {
    const second = Math.floor(wireTime / SECOND_MS);
    const current = this.#tallies.get(method);
    if (current?.second === second) return current;
    const fresh = { second, calls: 0, refused: 0 };
    this.#tallies.set(method, fresh);
    return fresh;
  }
}
