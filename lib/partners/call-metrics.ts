import type { Metric, Telemetry } from '../telemetry.ts';
import type { ThankuOutcome } from './thanku/outcome.ts';
import type { ThanxOutcome } from './thanx/read-answer.ts';

/** How the partner did: `failed` if it couldn't handle the call, `refused` if it rejected what we sent. */
type CallResult = 'fine' | 'failed' | 'refused';

const thankuResults: Record<ThankuOutcome['kind'], CallResult> = {
  created: 'fine',
  retry: 'failed',
  'rate-limited': 'failed',
  refused: 'refused',
  rejected: 'refused',
};

const thanxResults: Record<ThanxOutcome<unknown>['kind'], CallResult> = {
  ok: 'fine',
  // A customer who isn't a member, or can't be one, is a normal answer.
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

export function countThankuCall(telemetry: Counts, { kind }: Pick<ThankuOutcome, 'kind'>): void {
  count(telemetry, thankuResults[kind], ['ThankuCall', 'ThankuCallFailed', 'ThankuCallRefused']);
}

export function countThanxCall(telemetry: Counts, { kind }: Pick<ThanxOutcome<unknown>, 'kind'>): void {
  count(telemetry, thanxResults[kind], ['ThanxCall', 'ThanxCallFailed', 'ThanxCallRefused']);
}

function count(telemetry: Counts, result: CallResult, [call, failed, refused]: [Metric, Metric, Metric]): void {
  telemetry.count(call);
  if (result === 'failed') telemetry.count(failed);
  if (result === 'refused') telemetry.count(refused);
}
