import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{test,contracts,scenarios}/**/*.test.ts'],
    // Every core: by default one is left free, which on two cores is half of them.
    maxWorkers: '100%',
    // A browser, a Pact mock server and a thousand runs of a property take longer than a unit test, and much
    // longer on a machine that is busy with something else.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
