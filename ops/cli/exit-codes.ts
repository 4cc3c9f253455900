import type { Toned } from './facts.ts';

/** What a command's exit code means; `undefined` while it runs. docs/operating.md has the codes. */
export function describeExit(exitCode: number | undefined): Toned {
  switch (exitCode) {
    case undefined:
      return { tone: 'calm', text: 'Running' };
    case 0:
      return { tone: 'good', text: 'Done' };
    case 3:
      return { tone: 'warn', text: 'Done, but something needs a person' };
    case 130:
      return { tone: 'warn', text: 'Interrupted' };
    default:
      return { tone: 'bad', text: 'Not done' };
  }
}
