import { PlatformName } from '../lib/shops/platform-name.ts';
import { forTerminal } from '../ops/cli/terminal.ts';
import type { CaseId, FuzzCase } from './case.ts';
import { requestOf, type Posted } from './post.ts';
import { properties, type Violation } from './properties.ts';
import { answerOf, type FuzzFigures, type FoundViolation } from './run.ts';
import { maxTimes, type Scaling } from './scaling.ts';

/** Longer bodies are shortened in the middle. */
const shownChars = 20_000;

const command = ({ seed, index, platform }: CaseId): string =>
  `npm run fuzz -- --seed ${seed} --case ${index}${platform === undefined ? '' : ` --platform ${platform}`}`;

/** Bytes that aren't UTF-8 are printed as escapes: `\xff`. */
function bodyText(body: Buffer): string {
  const text = body.toString();
  const isText = Buffer.from(text).equals(body);
  const shown = isText
    ? text
    : body.toString('latin1').replaceAll(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  if (shown.length <= shownChars) return forTerminal(shown);
  const half = shownChars / 2;
  return `${forTerminal(shown.slice(0, half))} … (${shown.length - shownChars} more) … ${forTerminal(shown.slice(-half))}`;
}

/** The request of a case. It contains no personal data. */
export function requestText(fuzzCase: FuzzCase): string {
  const { headers, isBase64Encoded } = requestOf(fuzzCase);
  const lines = Object.entries(headers).map(([name, value]) => forTerminal(`${name}: ${value ?? ''}`));
  const about = `${fuzzCase.body.length} bytes, signed as: ${fuzzCase.signedAs}, ${isBase64Encoded ? 'base64' : 'text'}, ${fuzzCase.queueWorks ? 'queue works' : 'queue refuses'}`;
  return [`POST /webhooks/${fuzzCase.shop.id} (${about})`, ...lines, '', bodyText(fuzzCase.body)].join('\n');
}

/** The answer, what was stored, and what was violated. */
export function answerText(posted: Posted, violations: readonly Violation[]): string {
  const { reason, queued, parked, quarantine } = posted;
  const stored = [...queued, ...parked, ...quarantine].map((each) => forTerminal(JSON.stringify(each)));
  return [
    `Answer: ${answerOf(posted)}${reason === '' ? '' : `: ${forTerminal(reason)}`}`,
    ...stored,
    ...violations.map(({ property, detail }) => `VIOLATED: ${properties[property]}\n  ${forTerminal(detail)}`),
  ].join('\n');
}

export const findingText = ({ property, detail, id, count, smallest }: FoundViolation): string =>
  [
    `VIOLATED by ${count} cases: ${properties[property]}`,
    `  ${forTerminal(detail)}`,
    `  The first one: ${command(id)}`,
    'The smallest one found:',
    requestText(smallest),
  ].join('\n');

export function figuresText({ cases, cpuMs, answers, slowest }: FuzzFigures): string {
  const lines = [`${cases} cases, ${Math.round((cases / cpuMs) * 1000)} per CPU second`];
  for (const platform of PlatformName.options) {
    const counts = [...(answers.get(platform) ?? [])].toSorted(([a], [b]) => a.localeCompare(b));
    if (counts.length === 0) continue;
    const total = counts.reduce((sum, [, times]) => sum + times, 0);
    lines.push('', `${platform}: ${total}`);
    for (const [answer, times] of counts) lines.push(`${String(times).padStart(8)}  ${answer}`);
  }
  if (slowest !== undefined) lines.push('', `The longest took ${slowest.cpuMs.toFixed(0)} ms: ${command(slowest.id)}`);
  return lines.join('\n');
}

export const isTooSteep = ({ ratio }: Scaling): boolean => ratio > maxTimes;

export function scalingText(scaling: Scaling): string {
  const { platform, shape, answer, halfMs, wholeMs, ratio } = scaling;
  const figures = `${halfMs.toFixed(1).padStart(8)} ms ${wholeMs.toFixed(1).padStart(8)} ms  × ${ratio.toFixed(2)}`;
  const verdict = isTooSteep(scaling) ? `  VIOLATED: more than × ${maxTimes}` : '';
  return `${figures}  ${platform}, ${shape} (${answer})${verdict}`;
}
