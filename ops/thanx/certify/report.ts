import type { Output } from '../../cli/output.ts';
import { grouped, printChecks, printVerdict, styledResult } from '../../certify/print.ts';
import type { Outcome } from '../../certify/result.ts';
import type { Checked, CheckResult } from './check.ts';
import type { FlowResult } from './flows/flow.ts';

export interface Report {
  shop: string;
  stage: string;
  mode: 'receipts' | 'baskets';
  /** The hosts that were called. */
  hosts: readonly string[];
  /** ISO 8601. */
  at: string;
  version: string;
  calls: number;
  /** None if a recording was checked. */
  flows: readonly FlowResult[];
  checked: Checked;
}

/** `failed` as well if a flow didn't work. */
export const outcomeOf = ({ checked, flows }: Pick<Report, 'checked' | 'flows'>): Outcome =>
  flows.some(({ problem }) => problem !== undefined) ? 'failed' : checked.outcome;

const verdicts: Record<Outcome, string> = {
  passed: 'Passed: everything that could be checked is as Thanx expects it.',
  incomplete: 'Incomplete: nothing is wrong, but something that the shop needs was not called.',
  failed: 'Failed: something has to be corrected.',
};

export function printFlow(out: Output, { title, problem }: FlowResult): void {
  const mark = problem === undefined ? out.style('green', 'ok   ') : out.style('red', 'wrong');
  out.line(`${mark}  ${title}${problem === undefined ? '' : `: ${problem}`}`);
}

export function printReport(out: Output, report: Report): void {
  const { checks, endpoints } = report.checked;
  out.line();
  out.table(
    ['endpoint', 'calls', 'result'],
    endpoints
      .filter(({ result }) => result !== 'NOT USED')
      .map(({ name, calls, result }) => [name, String(calls), styledResult(out, result)]),
  );
  out.line();
  printChecks(out, checks, 'calls');
  printVerdict(out, outcomeOf(report), verdicts);
}

/** Everything in a cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** The report as Markdown. It contains no secrets and no personal data: `says` never quotes values. */
export function markdownReport(report: Report): string {
  const { shop, stage, mode, hosts, at, version, calls, flows, checked } = report;
  const wrong = checked.checks.filter(({ breaches }) => breaches.length > 0);
  return `# Certification of ${shop}

**${verdicts[outcomeOf(report)]}**

${table(
  ['', ''],
  [
    ['shop, stage', `${shop}, ${stage}`],
    ['how Thanx learns of orders', mode],
    ['hosts', hosts.join(', ')],
    ['time', at],
    ['thankflow', version],
    ['calls', String(calls)],
  ],
)}

${flows.length === 0 ? 'A recording was checked; no flows were run.' : flowSection(flows)}

## Endpoints

${table(
  ['endpoint', 'calls', 'result'],
  checked.endpoints.map(({ name, calls: made, result }) => [`\`${name}\``, String(made), result]),
)}

INCOMPLETE: the shop needs this endpoint, and no call of it succeeded. NOT USED: the shop's settings don't need it.

## Checks

${table(
  ['result', 'check', 'what is checked', 'calls', 'how we know', 'source'],
  checked.checks.map(({ result, check, says, looked, mark, source }) => [
    result,
    `\`${check}\``,
    says,
    String(looked),
    mark,
    source,
  ]),
)}

INSUFFICIENT DATA: no call shows whether it's so. How we know what Thanx expects: *documented* is on a page of its
documentation; *crawled* is in copies of its documentation or tooling; *old* was documented until 2023; *inferred* is our
conclusion.
${wrong.length === 0 ? '' : `\n## What is wrong\n\n${wrong.map(breachSection).join('\n\n')}\n`}
## What this doesn't prove

Only Thanx certifies an integration. These are the checks that are known; Thanx may have others, and its reviewers decide.
`;
}

const flowSection = (flows: readonly FlowResult[]): string => `## Flows

${table(
  ['flow', 'what it does', 'result'],
  flows.map(({ flow, title, problem }) => [`\`${flow}\``, title, problem ?? 'as expected']),
)}`;

const breachSection = ({ check, result, breaches }: CheckResult): string =>
  [
    `### ${result}: \`${check}\``,
    '',
    ...grouped(breaches).map(({ calls, says, mark, source }) => {
      const from = source === undefined ? '' : `. ${mark}: ${source}`;
      return `- ${says}${calls}${from}`;
    }),
  ].join('\n');
