import type { DurationMs, Instant } from '../time/index.ts';

/** Business time: what dates trades, runs out holds and spaces notifications. */
export interface Clock {
  now(): Instant;
}

/**
 * The sandbox's clock. It runs as fast as the time it stands on, shifted by all the travel so far: on the
 * wall clock it is a live sandbox that can jump ahead, on a constant it is a world in which only
 * {@link SandboxClock.travelTo} moves time.
 */
export class SandboxClock implements Clock {
  readonly #base: () => Instant;
  #offsetMs: DurationMs;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(base: () => Instant, offsetMs: DurationMs = 0) {
    this.#base = base;
    this.#offsetMs = offsetMs;
  }

  /** Never goes back, even where the machine's clock is set back. */
  now(): Instant {
    this.#latest = Math.max(this.#latest, this.#base() + this.#offsetMs);
    return this.#latest;
  }

  /** How far the clock is ahead of the time it stands on. */
  get offsetMs(): DurationMs {
    return this.#offsetMs;
  }

  /** Moves ahead to a moment; one that has passed changes nothing. */
  travelTo(moment: Instant): void {
    this.#offsetMs += Math.max(0, moment - this.now());
  }
}
