import type { DurationMs, Instant } from '../time/index.ts';
import type { SandboxClock } from './clock.ts';

/**
 * Something that has work which falls due: notifications to retry, trades to close, holds to run out. It
 * keeps its own list, in a store, so that a restart forgets nothing.
 */
export interface DueSource {
  readonly name: string;
  /** When its earliest work is due; undefined while it has none. */
  nextDue(): Promise<Instant | undefined>;
  /** Does the work that is due at `now`, or begins it. Afterwards {@link nextDue} must have moved on. */
  run(now: Instant): Promise<void>;
  /**
   * Waits for what was begun, where `run` does not.
   *
   * @returns whether there was any
   */
  idle?(): Promise<boolean>;
}

/** How often a source may claim to be due at one and the same moment before it is taken to be stuck. */
const MAX_RUNS_AT_ONE_MOMENT = 10_000;

/** A live scheduler looks at least this often, in case the machine slept or its clock was set. */
const LONGEST_SLEEP_MS = 1000;

/**
 * Runs what falls due, in order: earliest first, and what is due together in the order in which the sources
 * were registered. So a month passes in the same steps every time.
 */
export class Scheduler {
  readonly #clock: SandboxClock;
  readonly #sources: DueSource[] = [];
  readonly #running = new Map<DueSource, Promise<void>>();
  #turn: Promise<unknown> = Promise.resolve();
  readonly #sleepers = new Map<DueSource, () => void>();
  #woken = new Set<DueSource>();
  #loops: Promise<void>[] = [];
  #live = false;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  register(source: DueSource): void {
    this.#sources.push(source);
  }

  /** Moves the clock ahead and does all that falls due on the way. Calls that overlap wait for each other. */
  advance(by: DurationMs): Promise<void> {
    return this.#inTurn(() => this.#runUntil(this.#clock.now() + by));
  }

  /** Does all that is due now. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#runUntil(this.#clock.now()));
  }

  /**
   * Begins to run what falls due as time passes, each source by itself, so that one which waits for a slow
   * merchant holds up no other. `onError` hears of a source that threw; it is tried again.
   */
  start(onError: (source: string, error: unknown) => void): void {
    this.#live = true;
    this.#loops = this.#sources.map((source) => this.#loop(source, onError));
  }

  /** Something new may be due: look now and not at the next round. */
  wake(): void {
    for (const wakeUp of this.#sleepers.values()) wakeUp();
    this.#woken = new Set(this.#sources);
  }

  /** Ends the loops and waits for what is being done. */
  async stop(): Promise<void> {
    this.#live = false;
    this.wake();
    await Promise.allSettled([this.#turn, ...this.#loops]);
    await Promise.allSettled(this.#sources.map((source) => source.idle?.()));
  }

  async #loop(source: DueSource, onError: (source: string, error: unknown) => void): Promise<void> {
    while (this.#live) {
      this.#woken.delete(source);
      let sleepMs = LONGEST_SLEEP_MS;
      try {
        await this.#runIfDue(source);
        source.idle?.().catch((error: unknown) => onError(source.name, error));
        sleepMs = Math.min(LONGEST_SLEEP_MS, ((await source.nextDue()) ?? Infinity) - this.#clock.now());
      } catch (error) {
        onError(source.name, error);
      }
      if (this.#live && !this.#woken.has(source)) await this.#sleep(source, Math.max(0, sleepMs));
    }
  }

  async #sleep(source: DueSource, sleepMs: DurationMs): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, sleepMs);
      this.#sleepers.set(source, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#sleepers.delete(source);
  }

  async #runIfDue(source: DueSource): Promise<void> {
    const due = await source.nextDue();
    if (due !== undefined && due <= this.#clock.now()) await this.#run(source);
  }

  /** One source never runs twice at once, whoever asks. */
  async #run(source: DueSource): Promise<void> {
    const before = this.#running.get(source);
    if (before) return before;
    const run = source.run(this.#clock.now()).finally(() => this.#running.delete(source));
    this.#running.set(source, run);
    await run;
  }

  async #runUntil(target: Instant): Promise<void> {
    let runsAtThisMoment = 0;
    let moment = Number.NEGATIVE_INFINITY;
    for (;;) {
      const next = await this.#earliest();
      if (!next || next.due > this.#clock.now()) {
        // All that this moment has begun ends in it, and may have made more work.
        if (await this.#becomeIdle()) continue;
        if (!next || next.due > target) break;
      }
      runsAtThisMoment = next.due > moment ? 0 : runsAtThisMoment + 1;
      moment = Math.max(moment, next.due);
      if (runsAtThisMoment > MAX_RUNS_AT_ONE_MOMENT) {
        throw new Error(`${next.source.name} stays due at ${new Date(next.due).toISOString()}`);
      }
      this.#clock.travelTo(next.due);
      await this.#run(next.source);
    }
    this.#clock.travelTo(target);
  }

  /** @returns whether anything was still being done */
  async #becomeIdle(): Promise<boolean> {
    const idle = await Promise.all(this.#sources.map((source) => source.idle?.() ?? false));
    return idle.includes(true);
  }

  async #earliest(): Promise<{ source: DueSource; due: Instant } | undefined> {
    let earliest: { source: DueSource; due: Instant } | undefined;
    for (const source of this.#sources) {
      const due = await source.nextDue();
      if (due !== undefined && (!earliest || due < earliest.due)) earliest = { source, due };
    }
    return earliest;
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(action);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
