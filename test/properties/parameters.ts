/**
 * How often a property is tried, and where to start. A failure prints its seed and path; to see it again:
 * `FC_SEED=-1234 FC_PATH=7:2:1 npx vitest run test/properties/… -t '<the property>'`.
 * `FC_RUNS=10000` looks longer, and `FC_SHRINK=no` does not look for the smallest case that fails.
 */
export function parameters(numRuns: number): {
  numRuns: number;
  seed?: number;
  path?: string;
  endOnFailure?: boolean;
} {
  const { FC_RUNS, FC_SEED, FC_PATH, FC_SHRINK } = process.env;
  return {
    numRuns: FC_RUNS === undefined ? numRuns : Number(FC_RUNS),
    ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
    ...(FC_SHRINK === 'no' ? { endOnFailure: true } : {}),
  };
}
