/**
 * `npm run mutants`: changes the money, split and ledger rooms in small ways, one at a time, and looks whether a
 * test fails. PostgreSQL's store is left to its own tests: a server a mutant would take a day.
 */
export default {
  mutate: ['src/money/*.ts', 'src/split/*.ts', 'src/ledger/*.ts', 'src/ledger/sqlite/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Processes and not threads, for the tests that become another user.
  vitest: { configFile: 'vitest.mutants.config.ts', related: false, pool: 'forks' },
  // Stryker would rewrite the first with the compiler's API, which TypeScript 7 does not have; Biome takes a copy
  // of the second below this folder for a mistake. No test of these reads them.
  ignorePatterns: ['tsconfig.json', 'biome.json'],
  ignoreStatic: true,
  concurrency: 2,
  // A machine that is busy with something else is no endless loop.
  timeoutMS: 30_000,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false },
  htmlReporter: { fileName: 'reports/mutants/index.html' },
  jsonReporter: { fileName: 'reports/mutants/mutants.json' },
  incrementalFile: 'reports/mutants/incremental.json',
  tempDirName: 'reports/mutants/sandbox',
};
