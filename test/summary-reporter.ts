import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** Ends every run, failed ones too, with one line that people and scripts can rely on: `N passed, N failed`. */
export class SummaryReporter implements Reporter {
  #watching = false;

  onInit(vitest: Vitest): void {
    this.#watching = vitest.config.watch;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const line = summarize(modules, unhandledErrors.length);
    // The other reporters print their summary in this same hook or after it: only the end of the process is surely last.
    if (this.#watching) console.log(line);
    else process.once('exit', () => console.log(line));
  }
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
