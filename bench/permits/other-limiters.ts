import type { Limits } from '../../lib/permits/limits.ts';
import type { Permits } from '../../lib/permits/permits.ts';

/** Returns the earliest time for one more call, at `nowMs` or later, and counts it. */
export type Algorithm = (nowMs: number) => number;

/** Counts calls per second and per 15 minutes of the clock. */
export function fixedWindow(limits: Limits): Algorithm {
  const windows = [limits.burst, limits.sustained].map(({ requests, windowMs }) => ({
    requests,
    windowMs,
    current: 0,
    count: 0,
  }));
  return (nowMs) => {
    let atMs = nowMs;
    for (let moved = true; moved;) {
      moved = false;
      for (const { windowMs, requests, current, count } of windows) {
        const window = Math.floor(atMs / windowMs);
        if (window < current || (window === current && count >= requests)) {
          atMs = (window < current ? current : current + 1) * windowMs;
          moved = true;
        }
      }
    }
    for (const window of windows) {
      const number = Math.floor(atMs / window.windowMs);
      window.count = number === window.current ? window.count + 1 : 1;
      window.current = number;
    }
    return atMs;
  };
}

/** Two buckets that start full, one per window. */
export function tokenBucket(limits: Limits): Algorithm {
  const buckets = [limits.burst, limits.sustained].map(({ requests, windowMs }) => ({
    capacity: requests,
    perMs: requests / windowMs,
    tokens: requests,
    atMs: 0,
  }));
  return (nowMs) => {
    const atMs = Math.max(
      nowMs,
      ...buckets.map(({ tokens, perMs, atMs: lastMs }) => Math.max(lastMs, lastMs + (1 - tokens) / perMs)),
    );
    for (const bucket of buckets) {
      bucket.tokens = Math.min(bucket.capacity, bucket.tokens + (atMs - bucket.atMs) * bucket.perMs) - 1;
      bucket.atMs = atMs;
    }
    return atMs;
  };
}

/** The generic cell rate algorithm, with a whole window's calls as tolerance. */
export function gcra(limits: Limits): Algorithm {
  const rates = [limits.burst, limits.sustained].map(({ requests, windowMs }) => {
    const intervalMs = windowMs / requests;
    return { intervalMs, toleranceMs: windowMs - intervalMs, theoreticalMs: 0 };
  });
  return (nowMs) => {
    const atMs = Math.max(nowMs, ...rates.map(({ theoreticalMs, toleranceMs }) => theoreticalMs - toleranceMs));
    for (const rate of rates) rate.theoreticalMs = Math.max(atMs, rate.theoreticalMs) + rate.intervalMs;
    return atMs;
  };
}

/** An algorithm in place of the limiter. All workers share it, it needs no row, and it stops for a 429 like ours. */
export function permitsBy(next: Algorithm, now: () => number): Permits {
  let blockedUntilMs = 0;
  return {
    take: async () => {
      const sendAtMs = Math.ceil(next(Math.max(now(), blockedUntilMs)));
      return { kind: 'granted', sendAtMs, lateAtMs: sendAtMs + 1000 };
    },
    block: async (untilMs) => {
      blockedUntilMs = Math.max(blockedUntilMs, untilMs);
    },
    usage: async () => ({ usedInWindow: 0, limit: 0, windowMs: 0, blockedUntilMs }),
    expectedWaitMs: () => 0,
  };
}
