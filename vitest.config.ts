import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { SummaryReporter } from './test/summary-reporter.ts';

/** Tests that start a whole local stack each. */
const wholeStack = ['test/flow/**/*.test.ts', 'test/local/start.test.ts'];

/** Many tests wait for something for a second or two. */
const maxWorkers = availableParallelism() + 1;

export default defineConfig({
  test: {
    globalSetup: 'test/support/own-tmpdir.ts',
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/infra/**', ...wholeStack],
          // Starting child processes takes seconds on a small machine, and more on a busy one.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers,
          // Loading the modules took more of the processor than the tests: each worker does it once.
          isolate: false,
          setupFiles: 'test/support/leave-nothing.ts',
          unstubEnvs: true,
          unstubGlobals: true,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // CloudFormation's rules take most of a synthesis: checks.test.ts alone applies them.
          env: { CDK_VALIDATION: 'false' },
          maxWorkers,
          // Loading the CDK takes longer than these tests: each worker does it once.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'flow',
          include: wholeStack,
          globalSetup: ['test/flow/support/synthesized.ts'],
          // A test that waits for what never comes fails by its own words before that.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // After the unit tests. Each waits for its stack and its commands for some of the time.
          maxWorkers: availableParallelism() + 1,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
