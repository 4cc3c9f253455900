import type { Answered } from '../../send/post.ts';
import { resultOf, type Judged, type Outcome, type Wrong } from '../result.ts';
import type { How } from './webhooks.ts';

/** How a webhook was answered. Without a status, no answer came. */
export interface Answer {
  topic: string;
  how: How | 'signed';
  answered?: Answered;
  /** How long the slowest of its attempts took. */
  tookMs: number;
}

/** What was found. Absent: it wasn't looked for. */
export interface Found {
  answers: readonly Answer[];
  certificate: { problem?: string } | undefined;
  /** What became of the forged webhooks, which should be nothing. */
  traces: readonly string[] | undefined;
}

/** @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
const maxAnswerMs = 5000;

export interface Check extends Judged {
  /** The page of Shopify's documentation that requires it. */
  source: string;
}

const privacy = 'https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance';
const delivery = 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https';

const judge = (id: string, source: string, says: string, looked: number, breaches: Wrong[]): Check => ({
  check: id,
  result: resultOf({ looked, breaches }, 'FAIL'),
  says,
  looked,
  breaches,
  source,
});

/** Judges everything that was found. */
export function checksOf({ answers, certificate, traces }: Found): Check[] {
  const answered = (id: string, how: Answer['how'], status: number, says: string) => {
    const these = answers.filter((answer) => answer.how === how);
    const wrong = these.filter((answer) => answer.answered?.status !== status);
    const breaches = wrong.map(({ topic, answered: got }) => ({ says: `${topic}: ${statusOf(got)}, not ${status}` }));
    return judge(id, how === 'signed' ? delivery : privacy, says, these.length, breaches);
  };
  const slow = answers.filter(({ tookMs }) => tookMs > maxAnswerMs);
  return [
    answered('wrong-hmac', 'wrong HMAC', 401, 'a wrong HMAC is answered 401'),
    answered('no-hmac', 'no HMAC', 401, 'a missing HMAC is answered 401'),
    answered('changed-body', 'changed body', 401, 'a body that was changed after it was signed is answered 401'),
    judge(
      'nothing-queued',
      privacy,
      'nothing of these webhooks is processed',
      traces === undefined ? 0 : answers.filter(({ how }) => how !== 'signed').length,
      (traces ?? []).map((says) => ({ says })),
    ),
    answered('signed', 'signed', 200, 'a correctly signed customers/redact is answered 200'),
    judge(
      'in-time',
      delivery,
      `every answer comes within ${maxAnswerMs / 1000} s`,
      answers.length,
      slow.map(({ topic, how, tookMs }) => ({ says: `${topic} (${how}): ${Math.round(tookMs)} ms` })),
    ),
    judge(
      'https',
      delivery,
      'the address is HTTPS with a valid certificate',
      certificate === undefined ? 0 : 1,
      certificate?.problem === undefined ? [] : [{ says: certificate.problem }],
    ),
  ];
}

export const statusOf = (answered: Answered | undefined): string => String(answered?.status ?? 'no answer');

/** A laptop's address has no certificate, and needs none. */
export function outcomeOf(checks: readonly Judged[]): Outcome {
  if (checks.some(({ result }) => result === 'FAIL')) return 'failed';
  const lacks = checks.some(({ check, result }) => result === 'INSUFFICIENT DATA' && check !== 'https');
  return lacks ? 'incomplete' : 'passed';
}
