import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limits } from '../../../lib/permits/limits.ts';
import type { Use } from '../../../lib/permits/permits.ts';
import { decide, earliest, inWindow, unknownPast, type PermitGrant, type Grants } from '../../../lib/permits/window.ts';

const startMs = 1_700_000_000_000;
const thanx = { burst: { requests: 5, windowMs: 1000 }, sustained: { requests: 2000, windowMs: 900_000 } };
const documented = Limits.parse({ ...thanx, coldStartMs: 0 });
/** The same shape, small enough to fill in a few steps. */
const small = Limits.parse({
  burst: { requests: 3, windowMs: 1000 },
  sustained: { requests: 40, windowMs: 30_000 },
  coldStartMs: 0,
});

interface Ask {
  /** After the ask before. */
  afterMs: number;
  /** How wrong the worker's clock is. */
  skewMs: number;
  maxWaitMs: number;
  use: Use;
}
const asks = (maxLength: number, longestPauseMs: number) =>
  fc.array(
    fc.record<Ask>({
      afterMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(1000), fc.nat(longestPauseMs)),
      skewMs: fc.integer({ min: -50, max: 50 }),
      maxWaitMs: fc.oneof(fc.constant(Infinity), fc.nat(40_000)),
      use: fc.constantFrom('submit', 'submit', 'poll'),
    }),
    { minLength: 1, maxLength, size: 'max' },
  );

function grantsFor(limits: Limits, sequence: readonly Ask[], first = unknownPast(limits, startMs)) {
  let nowMs = startMs;
  let grants: Grants = first;
  const granted: PermitGrant[] = [];
  for (const { afterMs, skewMs, maxWaitMs, use } of sequence) {
    nowMs += afterMs;
    const ask = { nowMs: nowMs + skewMs, untilMs: nowMs + maxWaitMs, use };
    const decision = decide(grants, limits, ask);
    if (decision.kind === 'later') continue;
    expect(decision.grant.sendAtMs).toBeGreaterThanOrEqual(ask.nowMs);
    expect(decision.grant.sendAtMs).toBeLessThanOrEqual(ask.untilMs);
    granted.push(decision.grant);
    ({ grants } = decision);
  }
  return { granted, grants };
}

/** The most arrivals that any window can see when the network is as unkind as it may be: the early ones late, the late ones early. */
function mostIn(
  { requests, windowMs }: { requests: number; windowMs: number },
  limits: Limits,
  granted: readonly PermitGrant[],
) {
  let most = 0;
  for (let first = 0, last = 0; last < granted.length; last++) {
    while (granted[last]!.sendAtMs - (granted[first]!.lateAtMs + limits.jitterMs) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return { most, requests };
}

const keepsBothWindows = (limits: Limits, granted: readonly PermitGrant[]) => {
  for (const window of [limits.burst, limits.sustained]) {
    const { most, requests } = mostIn(window, limits, granted);
    expect(most).toBeLessThanOrEqual(requests);
  }
};

describe('permits, whenever they are asked for', () => {
  it('never let more than either window through, wherever it lies', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(asks(400, 40_000), (sequence) => keepsBothWindows(small, grantsFor(small, sequence).granted)),
      {
        numRuns: 100,
      },
    );
  });

  it("keep Thanx's own limits over thousands of calls", () => {
    expect.hasAssertions();
    const pauses = fc.array(fc.nat(4000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pauses, (afterMs) => {
        const sequence = Array.from({ length: 6000 }, (_, n): Ask => {
          const pauseMs =
            n % 97 === 0 ? (afterMs[n % afterMs.length] ?? 0) * 20 : (afterMs[n % afterMs.length] ?? 0) % 500;
          return { afterMs: pauseMs, skewMs: 0, maxWaitMs: Infinity, use: 'submit' };
        });
        keepsBothWindows(documented, grantsFor(documented, sequence).granted);
      }),
      { numRuns: 5 },
    );
  });

  it('come in order, each as early as it may and usable for as long as the margin says', () => {
    fc.assert(
      fc.property(asks(200, 5000), (sequence) => {
        const { granted } = grantsFor(small, sequence);
        granted.slice(1).forEach(({ sendAtMs, lateAtMs }, index) => {
          expect(sendAtMs).toBeGreaterThanOrEqual(granted[index]!.sendAtMs);
          expect(lateAtMs).toBeGreaterThanOrEqual(granted[index]!.lateAtMs);
          expect(lateAtMs - sendAtMs).toBeGreaterThanOrEqual(small.lateMs);
        });
      }),
    );
  });

  it('are never for an instant before the end of a block', () => {
    fc.assert(
      fc.property(asks(60, 5000), fc.nat(120_000), (sequence, blockMs) => {
        const blockedUntilMs = startMs + blockMs;
        const { granted } = grantsFor(small, sequence, { ...unknownPast(small, startMs), blockedUntilMs });
        for (const { sendAtMs } of granted) expect(sendAtMs).toBeGreaterThanOrEqual(blockedUntilMs);
      }),
    );
  });

  it('are left as they were by whoever has to come later', () => {
    fc.assert(
      fc.property(asks(60, 100), (sequence) => {
        const { grants } = grantsFor(small, sequence);
        const dueMs = earliest(grants, small, startMs);
        const decision = decide(grants, small, { nowMs: startMs, untilMs: dueMs - 1, use: 'submit' });
        expect(decision).toEqual({ kind: 'later', retryAtMs: dueMs });
      }),
    );
  });

  it('of a worker whose clock is behind come after the newest all the same', () => {
    const { grants, granted } = grantsFor(small, [{ afterMs: 5000, skewMs: 0, maxWaitMs: Infinity, use: 'submit' }]);
    expect(earliest(grants, small, startMs)).toBeGreaterThanOrEqual(granted[0]!.sendAtMs);
  });
});

describe('what was granted', () => {
  const past = unknownPast(small, startMs);
  const full = new Uint8Array(past.counts.length);
  full.set([15, 15, 10], 700);

  it('counts until the whole bucket that it fills the window with has left', () => {
    const oldest = past.newest - (past.counts.length - 1 - 700);
    const leavesMs = (oldest + 1) * past.bucketMs + 30_401;
    expect(earliest({ ...past, counts: full }, small, startMs)).toBe(leavesMs);
    expect(inWindow({ ...past, counts: full }, small, leavesMs - 1).used).toBe(40);
    expect(inWindow({ ...past, counts: full }, small, leavesMs).used).toBe(25);
  });

  it('for longer than what comes after it, is the later of the two all the same', () => {
    const before = { ...past, newestAtMs: startMs, recent: [startMs + 100] };
    expect(decide(before, small, { nowMs: startMs + 1, untilMs: Infinity, use: 'submit' })).toMatchObject({
      grant: { sendAtMs: startMs + 1, lateAtMs: startMs + 100 },
    });
  });
});

const backlog = (calls: number, use: Use = 'submit'): Ask[] =>
  Array.from({ length: calls }, () => ({ afterMs: 0, skewMs: 0, maxWaitMs: Infinity, use }));

describe('a backlog', () => {
  const { granted } = grantsFor(documented, backlog(12_000));
  const at = (call: number) => granted[call]!.sendAtMs;

  it('uses at least 99.8 % of what Thanx allows', () => {
    const share = 8000 / (at(11_999) - at(3999)) / (2000 / 900_000);
    expect(share).toBeGreaterThanOrEqual(0.998);
    expect(share).toBeLessThanOrEqual(1);
  });

  it('of a thousand is through in 295 s', () => {
    expect(at(999) - at(0)).toBeLessThanOrEqual(295_000);
  });

  it('never stalls: the window is spread before it is used up', () => {
    const gaps = granted.slice(1).map(({ sendAtMs }, index) => sendAtMs - at(index));
    // Even right after a burst it is not ten times the 450 ms between 2,000 calls in 900 s.
    expect(Math.max(...gaps)).toBeLessThan(2000);
  });
});

describe('a past that nobody knows', () => {
  it('counts as a window that has just been filled', () => {
    const limits = Limits.parse(thanx);
    const grants = unknownPast(limits, startMs);
    expect(earliest(grants, limits, startMs)).toBe(startMs + 900_401);
    expect(inWindow(grants, limits, startMs).used).toBe(0);
  });
});

describe('polling', () => {
  const mixed = (limits: Limits, count: number) => {
    let grants = unknownPast(limits, startMs);
    const granted = { submit: 0, poll: 0 };
    for (let n = 0; n < count; n++) {
      for (const use of ['poll', 'submit'] as const) {
        const decision = decide(grants, limits, { nowMs: grants.newestAtMs - 2000, untilMs: Infinity, use });
        if (decision.kind === 'later') continue;
        granted[use] += 1;
        ({ grants } = decision);
      }
    }
    return granted;
  };

  it('gets a twentieth while receipts wait', () => {
    const { submit, poll } = mixed(documented, 4000);
    expect(poll / (poll + submit)).toBeCloseTo(0.05, 2);
  });

  it('gets what is left over when no receipts wait, and leaves room for some', () => {
    const { granted } = grantsFor(documented, backlog(2000, 'poll'));
    expect(granted.length).toBeGreaterThanOrEqual(1200);
    expect(granted.length).toBeLessThan(1300);
  });

  it('is told when to come back for its share', () => {
    const { grants } = grantsFor(documented, backlog(10));
    expect(decide(grants, documented, { nowMs: startMs, untilMs: Infinity, use: 'poll' })).toEqual({
      kind: 'later',
      retryAtMs: expect.any(Number),
    });
  });
});
