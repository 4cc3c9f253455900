import type { Metric, Telemetry } from '../telemetry.ts';
import type { ThankuOutcome } from './thanku/outcome.ts';
import type { ThanxOutcome } from './thanx/outcome.ts';

/** What a call says about the partner: it did its work, it `failed` at it, or it `refused` what we sent. */
type Verdict = 'fine' | 'failed' | 'refused';

const thankuVerdicts: Record<ThankuOutcome['kind'], Verdict> = {
  created: 'fine',
  retry: 'failed',
  'rate-limited': 'failed',
  refused: 'refused',
  rejected: 'refused',
};

const thanxVerdicts: Record<ThanxOutcome<unknown>['kind'], Verdict> = {
  ok: 'fine',
  // That a customer is no member, or can't be one, is an answer like any other.
  'no-member': 'fine',
  'no-email': 'fine',
  'not-sent': 'failed',
  unknown: 'failed',
  'rate-limited': 'failed',
  moved: 'refused',
  unauthorized: 'refused',
  rejected: 'refused',
};

type Counts = Pick<Telemetry, 'count'>;

/** Counts one request to ThankU. */
export function countThankuCall(telemetry: Counts, { kind }: Pick<ThankuOutcome, 'kind'>): void {
  count(telemetry, thankuVerdicts[kind], ['ThankuCall', 'ThankuCallFailed', 'ThankuCallRefused']);
}

/** Counts one request to Thanx, of whatever kind. */
export function countThanxCall(telemetry: Counts, { kind }: Pick<ThanxOutcome<unknown>, 'kind'>): void {
  count(telemetry, thanxVerdicts[kind], ['ThanxCall', 'ThanxCallFailed', 'ThanxCallRefused']);
}

function count(telemetry: Counts, verdict: Verdict, [call, failed, refused]: [Metric, Metric, Metric]): void {
  telemetry.count(call);
  if (verdict === 'failed') telemetry.count(failed);
  if (verdict === 'refused') telemetry.count(refused);
}
