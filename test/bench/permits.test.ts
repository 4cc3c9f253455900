import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/permits/measure.ts';
import { fixedWindow, gcra, permitsBy, tokenBucket } from '../../bench/permits/other-limiters.ts';
import { StrictServer } from '../../bench/permits/strict-server.ts';
import { Limits } from '../../lib/permits/limits.ts';

/** Thanx's rates in windows a tenth as long. */
const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 200, windowMs: 90_000 },
  coldStartMs: 0,
});
const plan = { burstCalls: 100, bursts: 1, warmUpWindows: 1, windows: 1, seed: 7 };
const crowd = { workers: 5, inHand: 20 };

describe('the simulated server', () => {
  it('counts windows that lie anywhere, and refuses the call that is one too many', () => {
    const server = new StrictServer(limits);
    const answers = [0, 900, 900, 950, 999, 999.9, 1000, 1001].map((atMs) => server.arrive(atMs));
    expect(answers.map((refused) => refused === undefined)).toEqual([true, true, true, true, true, false, true, false]);
    expect(answers[5]?.retryAfterMs).toBeCloseTo(0.1);
    expect(server.highest({ windowMs: 1000 })).toBe(7);
    expect(server).toMatchObject({ refused: 2, accepted: 6 });
  });

  it.each([
    ['a fixed window', fixedWindow],
    ['a token bucket', tokenBucket],
    ['GCRA', gcra],
  ])('sees what %s lets through', async (_, algorithm) => {
    const other = (now: () => number) => permitsBy(algorithm(limits), now);
    const figures = await measure(limits, { ...crowd, other }, plan);
    expect(figures.maxInBurstWindow).toBeGreaterThan(5);
    expect(figures.refused).toBeGreaterThan(0);
  });
});

describe('the limiter, simulated', () => {
  it.each([
    [1, undefined],
    [5, undefined],
    [10, undefined],
    [5, 20],
  ])('keeps both windows with %i workers, one of them dying every %s calls', async (workers, diesEvery) => {
    const dies = diesEvery === undefined ? {} : { diesEvery };
    const figures = await measure(limits, { workers, inHand: 20, ...dies }, plan);
    expect(figures).toMatchObject({ maxInBurstWindow: 5, refused: 0 });
    expect(figures.maxInSustainedWindow).toBeLessThanOrEqual(200);
    // A window a tenth as long loses ten times as much to its margins; dead workers lose what they were granted.
    expect(figures.share).toBeGreaterThan(diesEvery === undefined ? 0.98 : 0.7);
  });

  it('is as fast when every call takes two seconds', async () => {
    const figures = await measure(limits, { ...crowd, answerMs: 2000 }, plan);
    expect(figures).toMatchObject({ maxInBurstWindow: 5, refused: 0 });
    expect(figures.share).toBeGreaterThan(0.98);
  });
});
