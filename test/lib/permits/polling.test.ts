import { describe, expect, it } from 'vitest';
import { Limits } from '../../../lib/permits/limits.ts';
import { decide, unknownPast, type Grants } from '../../../lib/permits/window.ts';

const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
  coldStartMs: 0,
});
const startMs = 1_700_000_000_000;

describe('polling', () => {
  it('gets nearly all permits that receipts leave, as long as nobody waits', () => {
    let grants = unknownPast(limits, startMs);
    let polls = 0;
    let longestWaitMs = 0;
    const seconds = 1800;
    for (let second = 0; second < seconds; second++) {
      const nowMs = startMs + second * 1000;
      for (const use of second % 2 === 0 ? (['submit', 'poll', 'poll'] as const) : (['poll', 'poll'] as const)) {
        const decision = decide(grants, limits, { nowMs, untilMs: nowMs + 30_000, use });
        if (decision.kind === 'later') continue;
        if (use === 'poll') polls += 1;
        else longestWaitMs = Math.max(longestWaitMs, decision.grant.sendAtMs - nowMs);
        ({ grants } = decision);
      }
    }
    const left = (limits.sustained.requests / 900) * seconds - seconds / 2;
    expect(polls).toBeGreaterThan(0.93 * left);
    expect(longestWaitMs).toBeLessThan(5000);
  });

  it('goes on once it has begun, and pays for that later', () => {
    let grants: Grants = unknownPast(limits, startMs);
    const ask = { nowMs: startMs, untilMs: Infinity };
    const take = (use: 'submit' | 'poll' | 'poll-on') => {
      const decision = decide(grants, limits, { ...ask, use });
      if (decision.kind === 'granted') ({ grants } = decision);
      return decision.kind === 'later' ? decision.retryAtMs : decision.kind;
    };
    for (let count = 0; count < 10; count++) take('submit');
    const before = take('poll');
    expect(take('poll-on')).toBe('granted');
    expect(take('poll')).toBeGreaterThan(Number(before));
  });
});
