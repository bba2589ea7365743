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
  readonly #onTravel: (offsetMs: DurationMs) => void;
  #offsetMs: DurationMs;
  #latest = Number.NEGATIVE_INFINITY;

  /**
   * @param base the time it stands on
   * @param offsetMs how far it has travelled in earlier runs
   * @param onTravel is told the offset after each jump, to keep it
   */
  constructor(
    base: () => Instant,
    offsetMs: DurationMs = 0,
    onTravel: (offsetMs: DurationMs) => void = () => {},
  ) {
    this.#base = base;
    this.#offsetMs = offsetMs;
    this.#onTravel = onTravel;
  }

  /** Never goes back, even where the machine's clock is set back. */
  now(): Instant {
    this.#latest = Math.max(this.#latest, this.#base() + this.#offsetMs);
    return this.#latest;
  }

  /** Moves ahead to a moment; one that has passed changes nothing. */
  travelTo(moment: Instant): void {
    if (moment <= this.now()) return;
    // From the base, which may be behind `now` when the machine's clock was set back.
    this.#offsetMs = moment - this.#base();
    this.#onTravel(this.#offsetMs);
  }
}
