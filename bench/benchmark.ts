/** Something that is measured against a ceiling that is measured beside it, in the same run. */
export interface Benchmark {
  readonly name: string;
  /** What the number counts: the more the better (`per_second`), or the less (`milliseconds`). */
  readonly unit: Unit;
  readonly measured: string;
  readonly ceiling: string;
  /** How often each of the two has its turn. */
  readonly rounds: number;
  /**
   * Makes ready whatever is not to be measured.
   *
   * @param folder an empty folder on a real disk; it is removed afterwards
   * @param say shows what takes so long
   */
  prepare(folder: string, say: (progress: string) => void): Promise<Contest>;
}

export type Unit = 'per_second' | 'milliseconds';

/** Both sides, ready to run as often as is asked. Each answers with its number, in the benchmark's unit. */
export interface Contest {
  measure(): Promise<number>;
  measureCeiling(): Promise<number>;
  close?(): Promise<void>;
}

export interface Figure {
  /** `measured` over `ceiling`. */
  readonly ratio: number;
  /** The median of the rounds, as is `ceiling`. */
  readonly measured: number;
  readonly ceiling: number;
}

/**
 * Runs the two sides in turns, A B A B, so that a machine that grows slower or faster meanwhile treats both
 * alike. A first round of both, which warms up code and disk, does not count.
 */
export async function compare(
  contest: Contest,
  rounds: number,
  say: (progress: string) => void,
): Promise<Figure> {
  const measured: number[] = [];
  const ceiling: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    measured.push(await contest.measure());
    ceiling.push(await contest.measureCeiling());
  }
  const [a, b] = [median(measured.slice(1)), median(ceiling.slice(1))];
  return { ratio: a / b, measured: a, ceiling: b };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('nothing was measured');
  return (low + high) / 2;
}
