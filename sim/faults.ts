import type { Random } from './kernel/random.ts';

/** How often each fault happens, as a probability of each call or turn. */
export interface Faults {
  /** A process is killed before a call, or between a call and its answer. */
  kill: number;
  /** DynamoDB: the answer to the first try is lost, and the SDK tries again. */
  lostAnswer: number;
  /** DynamoDB or SQS gives no answer at all; whether the call took effect is left to chance. */
  hang: number;
  throttle: number;
  /** SQS delivers a message twice. */
  duplicate: number;
  /** SQS takes a batch without some of its entries. */
  refusedEntries: number;
  /** DynamoDB: a read that need not be up to date misses the last write. */
  stale: number;
  /** A partner cannot be reached. */
  noConnection: number;
  requestLost: number;
  responseLost: number;
  /** A request that arrives after its sender gave up. */
  lateArrival: number;
  rateLimited: number;
  serverError: number;
  /** The partner, or what stands before it, answers with a page. */
  html: number;
  unauthorized: number;
  moved: number;
  /** The partner refuses a request for what it says (400). */
  rejected: number;
  /** Time passes although somebody could go on. */
  slow: number;
}

const most: Faults = {
  kill: 0.1,
  lostAnswer: 0.05,
  hang: 0.03,
  throttle: 0.08,
  duplicate: 0.2,
  refusedEntries: 0.3,
  stale: 0.5,
  noConnection: 0.35,
  requestLost: 0.3,
  responseLost: 0.4,
  lateArrival: 0.2,
  rateLimited: 0.25,
  serverError: 0.4,
  html: 0.3,
  unauthorized: 0.2,
  moved: 0.15,
  rejected: 0.4,
  slow: 0.15,
};

export const faultNames = [
  'kill',
  'lostAnswer',
  'hang',
  'throttle',
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
] as const satisfies readonly (keyof Faults)[];

export const noFaults: Faults = {
  kill: 0,
  lostAnswer: 0,
  hang: 0,
  throttle: 0,
  duplicate: 0,
  refusedEntries: 0,
  stale: 0,
  noConnection: 0,
  requestLost: 0,
  responseLost: 0,
  lateArrival: 0,
  rateLimited: 0,
  serverError: 0,
  html: 0,
  unauthorized: 0,
  moved: 0,
  rejected: 0,
  slow: 0,
};

/** Swarm testing: some faults are off, so that others get a chance to go far. */
export function drawFaults(random: Random): Faults {
  const faults = { ...noFaults };
  for (const name of faultNames) if (random.chance(0.4)) faults[name] = most[name] * random.next();
  return faults;
}
