import type { Output } from '../cli/output.ts';
import type { Style } from '../cli/terminal.ts';
import type { Finding, FindingState } from './finding.ts';

const looks: Record<FindingState, Style | undefined> = {
  ok: 'green',
  wrong: 'red',
  warning: 'yellow',
  unknown: undefined,
  skipped: undefined,
};
const marks: Record<FindingState, string> = {
  ok: 'ok',
  wrong: 'wrong',
  warning: 'warning',
  unknown: '?',
  skipped: '–',
};
const width = Math.max(...Object.values(marks).map((mark) => mark.length));

/** Prints a line for each finding, and what to do below it. */
export function printFindings(out: Output, findings: readonly Finding[]): void {
  for (const { state, means, todo } of findings) {
    const mark = marks[state];
    const look = looks[state];
    // Wrapped lines are indented by what is before the two spaces.
    out.line(`${look === undefined ? mark : out.style(look, mark)}${' '.repeat(width - mark.length)}  ${means}`);
    for (const step of todo) out.line(`${' '.repeat(width)}  → ${step}`);
  }
}

/** `2 wrong, 1 warning`. */
export function summary(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter((one) => one.state === state).length;
  const parts = [
    [count('wrong'), 'wrong'],
    [count('warning'), count('warning') === 1 ? 'warning' : 'warnings'],
    [count('unknown'), 'unknown'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.length === 0 ? 'Everything is as it should be.' : `${said.join(', ')}.`;
}
