import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By name, which puts the pure rooms' tests first: most mutants end there, and what comes after is not run. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** The tests that mutants are held against: those of the mutated rooms that need no second process. */
export default defineConfig({
  test: {
    include: [
      'test/{money,split}/*.test.ts',
      'test/ledger/*.test.ts',
      'test/ledger/sqlite/{check,damage,migrations,opening,reading,store,volumes}.test.ts',
      'test/properties/{ledger,money,split}.test.ts',
    ],
    // The same few cases for every mutant: what one is killed by is no matter of luck.
    env: { FC_SEED: '1', FC_RUNS: '20', FC_SHRINK: 'no' },
    isolate: false,
    sequence: { sequencer: ByName },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
