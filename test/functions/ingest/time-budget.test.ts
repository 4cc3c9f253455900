import { describe, expect, it } from 'vitest';
import { timeBudget, type Step } from '../../../functions/ingest/time-budget.ts';

/** What a webhook's calls are given, one after the other, if each hangs; and what it takes in all. */
async function hanging(...steps: Step[]) {
  let nowMs = 0;
  const given: number[] = [];
  const run = timeBudget({
    now: () => nowMs,
    timer(ms, wake) {
      given.push(ms);
      nowMs += ms;
      wake();
      return () => undefined;
    },
  });
  for (const step of steps)
    await expect(run(step, () => new Promise(() => {}))).rejects.toMatchObject({ code: 'unavailable' });
  return { given, totalMs: nowMs };
}

describe('a webhook whose calls all hang', () => {
  it.each<[string, Step[]]>([
    ['parked', ['settings', 'secret', 'queue', 'table']],
    ['quarantined', ['settings', 'secret', 'bucket', 'bucket again']],
    ['verified with a new secret', ['secret again', 'queue', 'table']],
    ['sealed', ['card key', 'queue', 'table']],
  ])('leaves its last call, by which it is %s, time enough, and ends within a second', async (_, steps) => {
    const { given, totalMs } = await hanging(...steps);
    expect(given.at(-1)).toBeGreaterThanOrEqual(200);
    expect(totalMs).toBeLessThanOrEqual(1000);
  });

  it('gives each call a chance, even when the others have used the time up', async () => {
    const { given } = await hanging('table', 'table', 'table', 'queue', 'settings');
    expect(Math.min(...given)).toBe(100);
    expect(Math.max(...given)).toBe(400);
  });
});

describe('a call that answers', () => {
  it('gives its answer, and the time that it took is gone', async () => {
    let nowMs = 0;
    const given: number[] = [];
    const run = timeBudget({ now: () => nowMs, timer: (ms) => (given.push(ms), () => undefined) });
    expect(await run('settings', async () => 'mine')).toBe('mine');
    nowMs = 700;
    await run('table', async () => undefined);
    expect(given).toEqual([400, 300]);
  });
});
