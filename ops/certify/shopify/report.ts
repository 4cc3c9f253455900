import type { Output } from '../../cli/output.ts';
import { printChecks, printVerdict } from '../print.ts';
import type { Outcome } from '../result.ts';
import { statusOf, type Answer, type Check } from './checks.ts';

export interface Report {
  shop: string;
  stage: string;
  /** The address that was checked. */
  url: string;
  /** ISO 8601. */
  at: string;
  version: string;
  /** `undefined`: nothing was sent. */
  slowestMs: number | undefined;
  answers: { topic: string; how: Answer['how']; status: number | undefined; tookMs: number }[];
  checks: readonly Check[];
  outcome: Outcome;
}

const verdicts: Record<Outcome, string> = {
  passed: 'Passed: everything that could be checked is as Shopify requires it.',
  incomplete: 'Incomplete: nothing is wrong, but something could not be checked.',
  failed: 'Failed: something has to be corrected.',
};

const ways: readonly Answer['how'][] = ['wrong HMAC', 'no HMAC', 'changed body', 'signed'];

function answerTo(of: readonly Answer[], how: Answer['how']): string {
  const answer = of.find((one) => one.how === how);
  return answer === undefined ? '–' : statusOf(answer.answered);
}

export function printReport(
  out: Output,
  { url, slowestMs, checks, outcome }: Report,
  answers: readonly Answer[],
): void {
  out.line(url);
  out.line();
  const topics = [...Map.groupBy(answers, ({ topic }) => topic)];
  if (topics.length > 0) {
    out.table(
      ['topic', ...ways],
      topics.map(([topic, of]) => [topic].concat(ways.map((how) => answerTo(of, how)))),
    );
    out.line();
  }
  printChecks(out, checks, 'calls');
  if (slowestMs !== undefined) out.line(`The slowest answer took ${slowestMs} ms.`);
  printVerdict(out, outcome, verdicts);
}
