import { expect, it } from 'vitest';
import { Timeline } from '../../bench/capacity/events.ts';
import { hotPartition } from '../../bench/capacity/others.ts';
import { handleAll, waitsOf, type Handled } from '../../bench/capacity/queue.ts';
import { randomFrom } from '../../sim/kernel/random.ts';

it('events happen in the order of their times, and equal ones as they were added', () => {
  const time = new Timeline();
  const seen: number[] = [];
  const random = randomFrom(1);
  for (let n = 0; n < 500; n++) time.at(random.below(50), () => seen.push(time.nowMs * 1000 + n));
  time.at(10, () => time.at(5, () => seen.push(time.nowMs * 1000 + 999)));
  time.run();
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen).toHaveLength(501);
});

/** 200 orders of a shop that come at once, and then one of another shop. Each takes a second, ten at a time. */
function flood(isFair: boolean): number {
  const all: Handled[] = Array.from({ length: 200 }, () => ({ shop: 'a', arrivedMs: 0 }));
  const quiet: Handled = { shop: 'b', arrivedMs: 2500 };
  const pool = { workers: 2, batchSize: 5, batchMs: (size: number) => Array.from({ length: size }, () => 1000) };
  handleAll([...all, quiet], pool, randomFrom(1), isFair);
  expect(waitsOf(all).every((waitMs) => waitMs <= 22_000)).toBe(true);
  return waitsOf([quiet])[0]!;
}

it('an order of another shop waits for a worker, and not for a backlog, if messages have groups', () => {
  expect(flood(true)).toBeLessThanOrEqual(2000);
  expect(flood(false)).toBeGreaterThan(15_000);
});

it('a partition takes a thousand write units a second, and what is more waits', () => {
  const [calm, ...busy] = hotPartition(5);
  expect(calm).toMatchObject({ 'orders waiting in SQS, at most': 0, 'none waits after, minutes': 10 });
  // 350 a second for ten minutes, of which it takes 200.
  expect(busy[2]).toMatchObject({ 'orders a second that it takes': 200, 'orders waiting in SQS, at most': 90_000 });
});

it('a shop whose flood is over is handled in its turn', () => {
  const flooded: Handled[] = Array.from({ length: 200 }, () => ({ shop: 'a', arrivedMs: 0 }));
  const later: Handled[] = ['b', 'a', 'b', 'b'].map((shop) => ({ shop, arrivedMs: 3_600_000 }));
  handleAll([...flooded, ...later], { workers: 1, batchSize: 1, batchMs: () => [1000] }, randomFrom(1), true);
  // After the first message of shop b, which came before.
  expect(waitsOf(later)[1]).toBeLessThan(3000);
});

it('no more messages are begun than the table takes', () => {
  const all: Handled[] = Array.from({ length: 100 }, () => ({ shop: 'a', arrivedMs: 0 }));
  handleAll(all, { workers: 5, batchSize: 10, batchMs: () => [], perSecond: 10 }, randomFrom(1), false);
  // The first begins alone, as soon as it has arrived. The last nine begin together, after 91 others.
  expect(all.at(-1)?.startedMs).toBe(9100);
});
