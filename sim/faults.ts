import type { Random } from './kernel/random.ts';

export const faultNames = [
  'kill',
  'lostAnswer',
  'hang',
  'throttle',
  'late',
  'duplicate',
  'refusedEntries',
  'stale',
  'noConnection',
  'requestLost',
  'responseLost',
  'lateArrival',
  'rateLimited',
  'serverError',
  'html',
  'unauthorized',
  'moved',
  'rejected',
  'slow',
] as const;

export type FaultName = (typeof faultNames)[number];
/** How often each fault happens, as a probability of each call or turn. */
export type Faults = Record<FaultName, number>;

/** The highest probability that a run may draw. */
const most: Faults = {
  /** A process is killed before a call, or between a call and its answer. */
  kill: 0.1,
  /** DynamoDB: the answer to the first attempt is lost, and the SDK tries again. */
  lostAnswer: 0.05,
  /** DynamoDB or SQS doesn't answer. The call may have taken effect or not. */
  hang: 0.03,
  throttle: 0.08,
  /** Secrets Manager answers late, but while its caller still waits. */
  late: 0.3,
  /** SQS delivers a message twice. */
  duplicate: 0.2,
  /** SQS refuses some entries of a batch. */
  refusedEntries: 0.3,
  /** DynamoDB: an eventually consistent read misses the last write. */
  stale: 0.5,
  /** A partner can't be reached. */
  noConnection: 0.35,
  requestLost: 0.3,
  responseLost: 0.4,
  /** A request arrives after its sender gave up. */
  lateArrival: 0.2,
  rateLimited: 0.25,
  serverError: 0.4,
  /** The partner, or a proxy in front of it, answers with an HTML page. */
  html: 0.3,
  unauthorized: 0.2,
  moved: 0.15,
  /** The partner rejects a request's content (400). */
  rejected: 0.4,
  /** Time passes although a process could run. */
  slow: 0.15,
};

export const noFaults: Faults = { ...most };
for (const name of faultNames) noFaults[name] = 0;

/** Swarm testing: some faults are off, so that others get further. */
export function drawFaults(random: Random): Faults {
  const faults = { ...noFaults };
  for (const name of faultNames) if (random.chance(0.4)) faults[name] = most[name] * random.next();
  return faults;
}
