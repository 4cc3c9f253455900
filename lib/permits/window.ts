import { burstMs, permitsPerFollow, spreadFrom, sustainedMs, type Limits } from './limits.ts';
import type { Use } from './permits.ts';

/**
 * What one credential was granted lately. Instants are epoch ms of the workers' clocks. A grant is an interval: sent at
 * `sendAtMs` at the earliest and `lateAtMs` at the latest, it arrives at most `jitterMs` after that.
 */
export interface Grants {
  bucketMs: number;
  /** The number of the newest bucket, which starts at `newest × bucketMs`. */
  newest: number;
  /** Grants by the bucket of their `lateAtMs`, the newest last. A little more than the sustained window. */
  counts: Uint8Array;
  /** The last grants' `lateAtMs`, as many as a burst, the newest last. */
  recent: readonly number[];
  /** The newest grant's `sendAtMs`: no later one lies before it, whatever its worker's clock says. */
  newestAtMs: number;
  /** The partner said 429: nothing before. */
  blockedUntilMs: number;
  /** Receipts have to wait for their permits up to here, as far as anybody knows. */
  receiptsWaitUntilMs: number;
  /** Grants for receipts that following has not yet had its share of. */
  followCredit: number;
}

export interface Grant {
  sendAtMs: number;
  lateAtMs: number;
}

/** A bucket holds no more: it is packed into four bits. */
const bucketCapacity = 15;
export const bucketCount = 1500;
/** A backlog is over when no receipt has had to wait for this long. */
const backlogGraceMs = 3000;
/** Shares that following may save up. */
const maxFollowCredit = 5 * (permitsPerFollow - 1);
const followCost = permitsPerFollow - 1;

/** Two buckets of the 1,500 are not whole: the one being filled and the one leaving. */
export const bucketMsOf = (limits: Limits): number => Math.ceil(sustainedMs(limits) / (bucketCount - 2));

/**
 * How it starts when nothing is known of earlier grants: as if the window had been filled just now, so that nothing
 * goes out until the last of those grants would have left it.
 */
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
    followCredit: 0,
  };
}

/** When the bucket `back` places before the newest has left the sustained window. */
const leavesAtMs = ({ newest, bucketMs }: Grants, back: number, limits: Limits): number =>
  (newest - back + 1) * bucketMs + sustainedMs(limits);

/** How many grants still count against the sustained window at an instant, and when the oldest of them leaves. */
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

/** The earliest instant from `nowMs` on at which one more request keeps both windows, whatever the network does to it. */
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

/** Most of the window is used: what is left has to last until the oldest grants leave it, instead of a stall. */
function spread(grants: Grants, limits: Limits, atMs: number): number {
  const { used, oldestLeavesAtMs } = inWindow(grants, limits, atMs);
  const left = limits.sustained.requests - used;
  if (!isSpread(used, limits) || left <= 0) return atMs;
  return Math.max(atMs, grants.newestAtMs + (oldestLeavesAtMs - grants.newestAtMs) / left);
}

const isSpread = (used: number, limits: Limits): boolean => used > limits.sustained.requests * spreadFrom;

/** One more request, at the earliest instant. */
function grantNext(grants: Grants, limits: Limits, nowMs: number): Grant & { grants: Grants } {
  const sendAtMs = earliest(grants, limits, nowMs);
  const { used } = inWindow(grants, limits, sendAtMs);
  const lateMs = isSpread(used, limits) ? Math.max(limits.lateMs, limits.spreadLateMs) : limits.lateMs;
  // Never before the grant before it: the last ones are then the latest ones.
  const lateAtMs = Math.max(sendAtMs + lateMs, grants.recent.at(-1) ?? 0);
  const bucket = Math.max(grants.newest, Math.floor(lateAtMs / grants.bucketMs));
  const counts = new Uint8Array(grants.counts.length);
  const shift = bucket - grants.newest;
  if (shift < counts.length) counts.set(grants.counts.subarray(shift));
  counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  const recent = [...grants.recent, lateAtMs].slice(-limits.burst.requests);
  return { sendAtMs, lateAtMs, grants: { ...grants, newest: bucket, counts, recent, newestAtMs: sendAtMs } };
}

/** What one request for a permit comes to. Not granted: come back at `retryAtMs`; the grants are as they were. */
export type Decision = { kind: 'granted'; grant: Grant; grants: Grants } | { kind: 'later'; retryAtMs: number };

/**
 * Decides one request.
 * @param ask.nowMs from when on the permit can be used
 * @param ask.untilMs how far ahead it may lie
 */
export function decide(grants: Grants, limits: Limits, ask: { nowMs: number; untilMs: number; use: Use }): Decision {
  const { nowMs, untilMs, use } = ask;
  const next = grantNext(grants, limits, nowMs);
  const { sendAtMs, lateAtMs } = next;
  if (use === 'submit') {
    if (sendAtMs > untilMs) return { kind: 'later', retryAtMs: sendAtMs };
    const waits = sendAtMs > nowMs ? sendAtMs + backlogGraceMs : 0;
    const after = {
      ...next.grants,
      followCredit: Math.min(maxFollowCredit, grants.followCredit + 1),
      receiptsWaitUntilMs: Math.max(grants.receiptsWaitUntilMs, waits),
    };
    return { kind: 'granted', grant: { sendAtMs, lateAtMs }, grants: after };
  }
  // What following may take beyond its share leaves a burst of receipts its room.
  const { used } = inWindow(grants, limits, nowMs);
  const leftover = grants.receiptsWaitUntilMs <= nowMs && !isSpread(used, limits);
  const followCredit = leftover ? grants.followCredit : grants.followCredit - followCost;
  if (followCredit < 0) {
    const paceMs = sustainedMs(limits) / limits.sustained.requests;
    return { kind: 'later', retryAtMs: Math.ceil(nowMs - followCredit * paceMs) };
  }
  if (sendAtMs > untilMs) return { kind: 'later', retryAtMs: sendAtMs };
  return { kind: 'granted', grant: { sendAtMs, lateAtMs }, grants: { ...next.grants, followCredit } };
}
