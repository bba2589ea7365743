import fc from 'fast-check';

/** Crashes to live through: a few in `npm test`, as many as is asked in `npm run crashes`. */
export interface Campaign<Crash> {
  readonly times: number;
  /**
   * What fails says with which seed, which draws the same crashes again. What they then meet is up to the clock:
   * the failure is likely to come again, not certain.
   */
  live(body: (crashes: readonly Crash[]) => Promise<void>): Promise<void>;
  /** Says how far it is, where the night is long. */
  say(line: string): void;
}

export function campaign<Crash>(crash: fc.Arbitrary<Crash>, few: number): Campaign<Crash> {
  const { CRASHES, FC_SEED } = process.env;
  const [times, seed] = [Number(CRASHES ?? few), Number(FC_SEED ?? Date.now() % 2 ** 31)];
  const say = (line: string) => {
    if (CRASHES !== undefined) process.stdout.write(`${line}\n`);
  };
  return {
    times,
    say,
    async live(body) {
      say(`${times} crashes; FC_SEED=${seed} draws them again`);
      try {
        await body(fc.sample(fc.noBias(crash), { numRuns: times, seed }));
      } catch (cause) {
        throw new Error(`FC_SEED=${seed} draws these crashes again: ${cause}`, { cause });
      }
    },
  };
}
