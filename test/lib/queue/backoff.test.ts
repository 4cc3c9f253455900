import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxAttempts, retryDelaySeconds } from '../../../lib/queue/backoff.ts';

describe('the wait before another attempt', () => {
  it('doubles to 15 minutes, then is an hour, for two weeks', () => {
    const waits = Array.from({ length: 18 }, (_, n) => retryDelaySeconds(n + 1, 5, 1));
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900, 900, 900, 900, 3600, 3600]);
    const total = Array.from({ length: maxAttempts }, (_, n) => retryDelaySeconds(n + 1, 5, 1)).reduce((a, b) => a + b);
    expect(total / 86_400).toBeGreaterThan(14);
  });

  it('spreads orders that failed together, over half of it', () => {
    for (const attempts of [5, 12, 20]) {
      const waits = [0, 0.25, 0.5, 0.75].map((random) => retryDelaySeconds(attempts, 5, random));
      expect(new Set(waits).size).toBe(4);
      expect(retryDelaySeconds(attempts, 5, 0)).toBe(retryDelaySeconds(attempts, 5, 1) / 2);
    }
  });

  it('is whole seconds, at least one, and at most half of it is chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, base, random) => {
          const seconds = retryDelaySeconds(attempts, base, random);
          const longest = retryDelaySeconds(attempts, base, 1);
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(Math.max(1, Math.floor(longest / 2)));
          expect(seconds).toBeLessThanOrEqual(longest);
        },
      ),
    );
  });
});
