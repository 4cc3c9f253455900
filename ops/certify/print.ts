import type { Output } from '../cli/output.ts';
import type { Style } from '../cli/terminal.ts';
import type { Judged, Outcome, Result, Wrong } from './result.ts';

const looks: Partial<Record<Result | 'INCOMPLETE' | 'NOT USED', Style>> = {
  PASS: 'green',
  FAIL: 'red',
  INCOMPLETE: 'red',
  WARNING: 'yellow',
};

export const styledResult = (out: Output, result: keyof typeof looks): string =>
  out.style(looks[result] ?? 'bold', result);

/** Prints a line for each check, then what is wrong. @param counted what `looked` counts: `calls` */
export function printChecks(out: Output, checks: readonly Judged[], counted: string): void {
  out.table(
    ['result', 'checked', counted],
    checks.map(({ result, says, looked }) => [styledResult(out, result), says, String(looked)]),
  );
  out.line();
  for (const { check, result, breaches } of checks)
    for (const { says, calls } of grouped(breaches))
      out.note(`${styledResult(out, result)}  ${check}: ${says}${calls}`);
}

export const printVerdict = (out: Output, outcome: Outcome, verdicts: Record<Outcome, string>): void =>
  out.line(out.style(outcome === 'passed' ? 'green' : 'red', verdicts[outcome]));

const maxNumbers = 10;

/** The same mistake in many calls is one line. */
export function grouped<Breach extends Wrong>(breaches: readonly Breach[]): (Breach & { calls: string })[] {
  return [...Map.groupBy(breaches, ({ says }) => says).values()].flatMap((same) => {
    const [first] = same;
    const numbers = same.flatMap(({ call }) => (call === undefined ? [] : [call]));
    const shown = numbers.slice(0, maxNumbers).join(', ');
    const more = numbers.length > maxNumbers ? ` and ${numbers.length - maxNumbers} more` : '';
    const calls = numbers.length === 0 ? '' : ` (${numbers.length === 1 ? 'call' : 'calls'} ${shown}${more})`;
    return first === undefined ? [] : [{ ...first, calls }];
  });
}
