import type { PlatformName } from '../lib/shops/platform-name.ts';
import { caseOf, type CaseId, type FuzzCase } from './case.ts';
import { cpuMs } from '../sim/kernel/measure.ts';
import { shrink } from '../sim/kernel/shrink.ts';
import { postCase, type Posted } from './post.ts';
import { violationsOf, type Property, type Violation } from './properties.ts';
import { smallerCases } from './smaller-cases.ts';

export interface FuzzOptions {
  seed: number;
  cases: number;
  /** Absent: all of them. */
  platform?: PlatformName | undefined;
  /** Default: posts to ingest. */
  posting?: (fuzzCase: FuzzCase) => Promise<Posted>;
  /** How many smaller cases are tried for each violated property. The default is enough for a body of some kilobytes. */
  shrinkTries?: number;
  /** Called after each case. */
  onCase?: (done: number) => void;
}

/** A property that was violated, by its first case and by the smallest case that was found. */
export interface FoundViolation extends Violation {
  id: CaseId;
  smallest: FuzzCase;
  /** How many cases violate it. */
  count: number;
}

export interface FuzzFigures {
  cases: number;
  cpuMs: number;
  /** By platform, then by answer: `200 accepted`. */
  answers: Map<PlatformName, Map<string, number>>;
  slowest: { id: CaseId; cpuMs: number } | undefined;
  findings: FoundViolation[];
}

/** Posts cases of a seed, and checks each. */
export async function runCases({
  seed,
  cases,
  platform,
  posting = postCase,
  shrinkTries = 3000,
  onCase,
}: FuzzOptions): Promise<FuzzFigures> {
  const findings = new Map<Property, FoundViolation>();
  const answers: FuzzFigures['answers'] = new Map();
  let slowest: FuzzFigures['slowest'];
  const startMs = cpuMs();
  for (let index = 0; index < cases; index++) {
    const id = { seed, index, ...(platform !== undefined && { platform }) };
    const fuzzCase = caseOf(id);
    const posted = await posting(fuzzCase);
    if (posted.cpuMs > (slowest?.cpuMs ?? 0)) slowest = { id, cpuMs: posted.cpuMs };
    count(answers, fuzzCase.shop.platform, answerOf(posted));
    for (const violation of violationsOf(fuzzCase, posted)) {
      const known = findings.get(violation.property);
      if (known === undefined) findings.set(violation.property, { ...violation, id, smallest: fuzzCase, count: 1 });
      else known.count += 1;
    }
    onCase?.(index + 1);
  }
  const figures = { cases, cpuMs: cpuMs() - startMs, answers, slowest, findings: [...findings.values()] };
  for (const finding of figures.findings) Object.assign(finding, await smallestOf(finding, posting, shrinkTries));
  return figures;
}

async function smallestOf(
  { property, smallest }: FoundViolation,
  posting: NonNullable<FuzzOptions['posting']>,
  tries: number,
): Promise<Partial<FoundViolation>> {
  const violation = async (fuzzCase: FuzzCase) =>
    violationsOf(fuzzCase, await posting(fuzzCase)).find((each) => each.property === property);
  const found = await shrink(
    smallest,
    smallerCases,
    async (smaller) => (await violation(smaller)) !== undefined,
    tries,
  );
  return { smallest: found, ...(await violation(found)) };
}

/** `200 accepted (paid)` */
export function answerOf({ status, outcome, queued, parked }: Posted): string {
  const [event] = [...queued, ...parked];
  const what = event === undefined ? outcome : `${outcome} (${event.type}${parked.length > 0 ? ', parked' : ''})`;
  return `${status ?? 'threw'} ${what}`;
}

function count(answers: FuzzFigures['answers'], platform: PlatformName, answer: string): void {
  const ofPlatform = answers.get(platform) ?? new Map<string, number>();
  answers.set(platform, ofPlatform.set(answer, (ofPlatform.get(answer) ?? 0) + 1));
}
