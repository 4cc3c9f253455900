import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollForMs, nextPollAt } from '../../../../lib/order/receipt/poll-times.ts';

const minute = 60_000;
const hour = 60 * minute;
const since = Date.parse('2026-03-01T12:00:00.000Z');

/** When a receipt is looked at, each time exactly when it is due. */
function looks(userId: string, untilMs: number): number[] {
  const times: number[] = [];
  let nowMs = since;
  while (nowMs < untilMs) {
    nowMs = nextPollAt({ since, userId }, nowMs);
    times.push(nowMs);
  }
  return times;
}

describe('a submitted receipt', () => {
  it('is asked about within the hour, then within hours, then twice a day, then daily', () => {
    const gaps = (fromMs: number, toMs: number) => {
      const times = looks('u1', since + pollForMs).filter((at) => at >= since + fromMs && at <= since + toMs);
      return times.slice(1).map((at, index) => (at - times[index]!) / hour);
    };
    expect(looks('u1', since + 1)[0]).toBeLessThan(since + 50 * minute);
    expect(new Set(gaps(24 * hour, 96 * hour))).toEqual(new Set([12]));
    expect(new Set(gaps(120 * hour, pollForMs))).toEqual(new Set([24]));
  });

  it('costs about eight looks until its review is over, and fifty in all', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (userId) => {
        expect(looks(userId, since + 72 * hour).length).toBeLessThanOrEqual(10);
        expect(looks(userId, since + pollForMs).length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it('is next asked about later than now, and no later than a step and a half', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(pollForMs), (userId, ageMs) => {
        const waitMs = nextPollAt({ since, userId }, since + ageMs) - since - ageMs;
        expect(waitMs).toBeGreaterThanOrEqual(15 * minute);
        expect(waitMs).toBeLessThanOrEqual(36 * hour);
      }),
    );
  });

  it('comes due at an instant at which its customer’s younger receipts come due too', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(pollForMs), fc.nat(pollForMs), (userId, ageMs, otherAgeMs) => {
        const nowMs = since + pollForMs;
        const [older, younger] = [Math.max(ageMs, otherAgeMs), Math.min(ageMs, otherAgeMs)].map((age) => nowMs - age);
        const olderDue = nextPollAt({ since: older!, userId }, nowMs);
        let youngerDue = nowMs;
        while (youngerDue < olderDue) youngerDue = nextPollAt({ since: younger!, userId }, youngerDue);
        expect(youngerDue - olderDue).toBeLessThan(24 * hour);
        expect((youngerDue - olderDue) % (30 * minute)).toBe(0);
      }),
    );
  });
});
