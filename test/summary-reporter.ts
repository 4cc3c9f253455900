import { relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** As many as show where the time went. */
const slowestShown = 10;

/**
 * Ends every run, failed ones too, with one line that people and scripts can rely on: `N passed, N failed`. Before it
 * comes a list of the slowest files.
 */
export class SummaryReporter implements Reporter {
  #watching = false;

  onInit(vitest: Vitest): void {
    this.#watching = vitest.config.watch;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const lines = [...slowest(modules), summarize(modules, unhandledErrors.length)].join('\n');
    // The other reporters print their summary in this same hook or after it: only the end of the process is surely last.
    if (this.#watching) console.log(lines);
    else process.once('exit', () => console.log(lines));
  }
}

/** A run of a few files shows nothing that its other lines do not show. */
function slowest(modules: readonly TestModule[]): string[] {
  if (modules.length <= slowestShown) return [];
  const timed = modules.map((module) => {
    const { prepareDuration, environmentSetupDuration, collectDuration, setupDuration, duration } = module.diagnostic();
    const totalMs = prepareDuration + environmentSetupDuration + collectDuration + setupDuration + duration;
    return { file: relative(process.cwd(), module.moduleId), seconds: Math.round(totalMs / 1000) };
  });
  const shown = timed.toSorted((one, other) => other.seconds - one.seconds).slice(0, slowestShown);
  return ['The slowest files:', ...shown.map(({ file, seconds }) => `${String(seconds).padStart(5)} s  ${file}`), ''];
}

/** A file that could not be loaded and an error outside any test each count as one failure: nothing broken ends with `0 failed`. */
function summarize(modules: readonly TestModule[], unhandledErrors: number): string {
  let passed = 0;
  let failed = unhandledErrors;
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      if (state === 'failed') failed += 1;
    }
  }
  return `${passed} passed, ${failed} failed`;
}
