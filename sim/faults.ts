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

/** How often each fault happens, as a probability of each call or turn. */
export type Faults = Record<(typeof faultNames)[number], number>;

/** The most that a run draws of each. */
const most: Faults = {
  /** A process is killed before a call, or between a call and its answer. */
  kill: 0.1,
  /** DynamoDB: the answer to the first try is lost, and the SDK tries again. */
  lostAnswer: 0.05,
  /** DynamoDB or SQS gives no answer at all; whether the call took effect is left to chance. */
  hang: 0.03,
  throttle: 0.08,
  /** Secrets Manager answers late, but while its caller still waits. */
  late: 0.3,
  /** SQS delivers a message twice. */
  duplicate: 0.2,
  /** SQS takes a batch without some of its entries. */
  refusedEntries: 0.3,
  /** DynamoDB: a read that need not be up to date misses the last write. */
  stale: 0.5,
  /** A partner cannot be reached. */
  noConnection: 0.35,
  requestLost: 0.3,
  responseLost: 0.4,
  /** A request that arrives after its sender gave up. */
  lateArrival: 0.2,
  rateLimited: 0.25,
  serverError: 0.4,
  /** The partner, or what stands before it, answers with a page. */
  html: 0.3,
  unauthorized: 0.2,
  moved: 0.15,
  /** The partner refuses a request for what it says (400). */
  rejected: 0.4,
  /** Time passes although somebody could go on. */
  slow: 0.15,
};

export const noFaults: Faults = { ...most };
for (const name of faultNames) noFaults[name] = 0;

/** Swarm testing: some faults are off, so that others get a chance to go far. */
export function drawFaults(random: Random): Faults {
  const faults = { ...noFaults };
  for (const name of faultNames) if (random.chance(0.4)) faults[name] = most[name] * random.next();
  return faults;
}
