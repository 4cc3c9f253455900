import { burstMs, permitsPerPoll, pollUntil, spreadFrom, sustainedMs, type Limits } from './limits.ts';
import type { Use } from './permits.ts';

/** Recent grants. A request leaves between `sendAtMs` and `lateAtMs`, and arrives at most `jitterMs` later. */
export interface Grants {
  bucketMs: number;
  /** The number of the newest bucket, which starts at `newest × bucketMs`. */
  newest: number;
  /** How many grants have their `lateAtMs` in each bucket, the newest last. Together a little longer than the sustained window. */
  counts: Uint8Array;
  /** The `lateAtMs` of the last grants, as many as a burst has, the newest last. */
  recent: readonly number[];
  /** The `sendAtMs` of the newest grant. Later grants never start before it, whatever a worker's clock says. */
  newestAtMs: number;
  /** After a 429: nothing is sent before this. */
  blockedUntilMs: number;
  /** Until then, receipts are known to wait for permits. */
  receiptsWaitUntilMs: number;
  /** How much of its share polling may still use: it grows by one with each grant for a receipt. */
  pollCredit: number;
}

export interface PermitGrant {
  sendAtMs: number;
  lateAtMs: number;
}

/** A bucket's count has four bits. */
const bucketCapacity = 15;
export const bucketCount = 1500;
/** A backlog is over if no receipt had to wait for this long. */
const backlogGraceMs = 3000;
/** Waiting for so short a time is no backlog: permits that are spread are half as far apart. */
const shortWaitMs = 1000;
const pollCost = permitsPerPoll - 1;
/** Polling can save up at most five permits. */
const maxPollCredit = 5 * pollCost;

/** Two of the 1,500 buckets are partial: the one being filled and the one leaving the window. */
export const bucketMsOf = (limits: Limits): number => Math.ceil(sustainedMs(limits) / (bucketCount - 2));

/** The state if nothing is known of earlier grants: as if the window had just been used up, so that nothing is sent until it is over. */
export function unknownPast(limits: Limits, nowMs: number): Grants {
  const bucketMs = bucketMsOf(limits);
  const startsAtMs = nowMs + (limits.coldStartMs ?? sustainedMs(limits));
  return {
    bucketMs,
    newest: Math.floor(nowMs / bucketMs),
    counts: new Uint8Array(bucketCount),
    recent: [],
    newestAtMs: startsAtMs,
    blockedUntilMs: 0,
    receiptsWaitUntilMs: 0,
    pollCredit: 0,
  };
}

/** When the bucket `back` places before the newest leaves the sustained window. */
const leavesAtMs = ({ newest, bucketMs }: Grants, back: number, limits: Limits): number =>
  (newest - back + 1) * bucketMs + sustainedMs(limits);

/** How many grants count against the sustained window at a time, and when the oldest of them leaves it. */
export function inWindow(grants: Grants, limits: Limits, atMs: number): { used: number; oldestLeavesAtMs: number } {
  const { counts } = grants;
  let used = 0;
  let oldest: number | undefined;
  for (let back = 0; back < counts.length && leavesAtMs(grants, back, limits) > atMs; back++) {
    const count = counts[counts.length - 1 - back] ?? 0;
    used += count;
    if (count > 0) oldest = back;
  }
  return { used, oldestLeavesAtMs: oldest === undefined ? atMs : leavesAtMs(grants, oldest, limits) };
}

/** The earliest time from `nowMs` on at which one more request keeps both limits, however long the network takes. */
export function earliest(grants: Grants, limits: Limits, nowMs: number): number {
  const { counts, recent, newestAtMs, newest, bucketMs } = grants;
  const { burst, sustained } = limits;
  let atMs = Math.max(nowMs, newestAtMs, grants.blockedUntilMs);
  const burstOldest = recent.at(-burst.requests);
  if (recent.length >= burst.requests && burstOldest !== undefined) {
    atMs = Math.max(atMs, burstOldest + burstMs(limits));
  }
  let total = 0;
  for (let back = 0; back < counts.length && total < sustained.requests; back++) {
    total += counts[counts.length - 1 - back] ?? 0;
    if (total >= sustained.requests) atMs = Math.max(atMs, leavesAtMs(grants, back, limits));
  }
  if ((counts.at(-1) ?? 0) >= bucketCapacity) atMs = Math.max(atMs, (newest + 1) * bucketMs);
  return Math.ceil(spread(grants, limits, atMs));
}

/** If most of the window is used, spreads the rest until the oldest grants leave it. Otherwise there would be a long gap. */
function spread(grants: Grants, limits: Limits, atMs: number): number {
  const { used, oldestLeavesAtMs } = inWindow(grants, limits, atMs);
  const left = limits.sustained.requests - used;
  if (!isSpread(used, limits) || left <= 0) return atMs;
  return Math.max(atMs, grants.newestAtMs + (oldestLeavesAtMs - grants.newestAtMs) / left);
}

const isSpread = (used: number, limits: Limits): boolean => used > limits.sustained.requests * spreadFrom;

/** Grants one more request at the earliest time. */
function grantNext(grants: Grants, limits: Limits, nowMs: number): PermitGrant & { grants: Grants } {
  const sendAtMs = earliest(grants, limits, nowMs);
  const { used } = inWindow(grants, limits, sendAtMs);
  const lateMs = isSpread(used, limits) ? Math.max(limits.lateMs, limits.spreadLateMs) : limits.lateMs;
  // Never before the previous grant, so that the last entries of `recent` are the latest.
  const lateAtMs = Math.max(sendAtMs + lateMs, grants.recent.at(-1) ?? 0);
  const bucket = Math.max(grants.newest, Math.floor(lateAtMs / grants.bucketMs));
  const counts = new Uint8Array(grants.counts.length);
  const shift = bucket - grants.newest;
  if (shift < counts.length) counts.set(grants.counts.subarray(shift));
  counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  const recent = [...grants.recent, lateAtMs].slice(-limits.burst.requests);
  return { sendAtMs, lateAtMs, grants: { ...grants, newest: bucket, counts, recent, newestAtMs: sendAtMs } };
}

/** Polling may use more than its share if no receipt waits: in a window that is mostly used, only if nobody at all waits for the next permit. */
function isLeftOver(grants: Grants, limits: Limits, nowMs: number, sendAtMs: number): boolean {
  if (grants.receiptsWaitUntilMs > nowMs) return false;
  const { used } = inWindow(grants, limits, nowMs);
  return !isSpread(used, limits) || (used < limits.sustained.requests * pollUntil && sendAtMs <= nowMs + shortWaitMs);
}

/** The answer to one request for a permit. `later`: the grants are unchanged. */
export type PermitDecision =
  | { kind: 'granted'; grant: PermitGrant; grants: Grants }
  | { kind: 'later'; retryAtMs: number };

/**
 * Decides one request.
 * @param ask.nowMs the permit may not start before this
 * @param ask.untilMs the permit may not start after this
 */
export function decide(
  grants: Grants,
  limits: Limits,
  ask: { nowMs: number; untilMs: number; use: Use },
): PermitDecision {
  const { nowMs, untilMs, use } = ask;
  const next = grantNext(grants, limits, nowMs);
  const { sendAtMs, lateAtMs } = next;
  if (use === 'submit') {
    if (sendAtMs > untilMs) return { kind: 'later', retryAtMs: sendAtMs };
    const waits = sendAtMs > nowMs + shortWaitMs ? sendAtMs + backlogGraceMs : 0;
    const after = {
      ...next.grants,
      pollCredit: Math.min(maxPollCredit, grants.pollCredit + 1),
      receiptsWaitUntilMs: Math.max(grants.receiptsWaitUntilMs, waits),
    };
    return { kind: 'granted', grant: { sendAtMs, lateAtMs }, grants: after };
  }
  const leftover = isLeftOver(grants, limits, nowMs, sendAtMs);
  const pollCredit = leftover ? grants.pollCredit : grants.pollCredit - pollCost;
  if (!leftover && pollCredit < 0 && use === 'poll') {
    const paceMs = sustainedMs(limits) / limits.sustained.requests;
    return { kind: 'later', retryAtMs: Math.ceil(nowMs - pollCredit * paceMs) };
  }
  if (sendAtMs > untilMs) return { kind: 'later', retryAtMs: sendAtMs };
  return { kind: 'granted', grant: { sendAtMs, lateAtMs }, grants: { ...next.grants, pollCredit } };
}
