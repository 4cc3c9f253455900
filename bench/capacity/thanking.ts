import { minWorkers } from '../../infra/thanx-capacity.ts';
import { maxBatchMessages } from '../../lib/queue/limits.ts';
import { thankingMs } from './assumptions.ts';
import { poisson, quantile, seeded } from './events.ts';
import { handleAll, waitsOf, type Handled, type Pool } from './queue.ts';

/** As infra/stacks/worker-functions.ts deploys it. */
function poolOf(thankuConcurrency: number, calls: number): Pool {
  const workers = Math.max(minWorkers, Math.ceil(thankuConcurrency / maxBatchMessages));
  return { workers, batchSize: Math.max(1, Math.floor(thankuConcurrency / workers)), batchMs: thankingMs(calls) };
}

const messagesAt = (times: Iterable<number>, shop: string): Handled[] =>
  [...times].map((arrivedMs) => ({ shop, arrivedMs }));
const doneMs = (messages: readonly Handled[]): number => Math.max(...messages.map((one) => one.doneMs ?? 0));
const seconds = (ms: number): string => (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);

/** How many orders a stage thanks at most, and how long bursts take. */
export function thankingRates(calls: number) {
  return [10, 20, 50, 100, 200, 500].map((thankuConcurrency) => {
    const pool = poolOf(thankuConcurrency, calls);
    const burst = (count: number, withinMs: number) => {
      const messages = messagesAt(
        Array.from({ length: count }, (_, n) => (n * withinMs) / count),
        'a',
      );
      handleAll(messages, pool, seeded(), false);
      return messages;
    };
    const lastHalf = burst(40_000, 1).slice(20_000);
    const lastsMs = doneMs(lastHalf) - Math.min(...lastHalf.map((one) => one.doneMs ?? 0));
    const perSecond = lastHalf.length / (lastsMs / 1000);
    return {
      thankuConcurrency,
      'workers × batch': `${pool.workers} × ${pool.batchSize}`,
      'orders a second': perSecond.toFixed(0),
      'orders a day, steady': Math.round((perSecond * 86_400) / 1000) * 1000,
      '10,000 within a minute: the last after, s': seconds(doneMs(burst(10_000, 60_000))),
    };
  });
}

/**
 * The busiest hour of a day, with a minute of ten times the hour's rate in it.
 * @param tablePerSecond what the due index takes, in orders
 */
export function busiestHour(calls: number, tablePerSecond: number) {
  const peak = 3;
  const rows = [
    [100_000, 1, 10],
    [300_000, 1, 10],
    [1_000_000, 1, 20],
    [1_000_000, 1, 50],
    [3_000_000, 1, 100],
    [3_000_000, 1, 200],
    [10_000_000, 1, 500],
    [10_000_000, 3, 200],
    [10_000_000, 5, 200],
  ] as const;
  return rows.map(([perDay, stages, thankuConcurrency]) => {
    const random = seeded();
    const usual = (perDay / stages / 86_400) * peak;
    const rate = (atMs: number) => (atMs >= 600_000 && atMs < 660_000 ? 10 * usual : usual);
    const messages = messagesAt(poisson(random, rate, 3_600_000), 'a');
    handleAll(messages, { ...poolOf(thankuConcurrency, calls), perSecond: tablePerSecond }, random, false);
    const waits = waitsOf(messages);
    return {
      'orders a day': perDay,
      stages,
      'of one stage, a second in the hour, in the minute': `${usual.toFixed(0)}, ${(10 * usual).toFixed(0)}`,
      thankuConcurrency,
      'thanked after, median, s': seconds(quantile(waits, 0.5)),
      '99 %, s': seconds(quantile(waits, 0.99)),
      'longest, s': seconds(quantile(waits, 1)),
    };
  });
}

/** Shop A sends 5,000 orders within ten seconds. Meanwhile shop B sends one, at one of several moments. */
export function floodOfOrders(calls: number) {
  const alone = messagesAt([0], 'b');
  handleAll(alone, poolOf(10, calls), seeded(), true);
  const idleMs = waitsOf(alone)[0] ?? 0;
  return [10, 50].flatMap((thankuConcurrency) =>
    [false, true].map((isFair) => {
      let lastMs = 0;
      const seen = [11_000, 14_300, 17_600, 20_900].map((quietMs) => {
        const flood = messagesAt(
          Array.from({ length: 5000 }, (_, n) => n * 2),
          'a',
        );
        const [quiet = { shop: 'b', arrivedMs: 0 }] = messagesAt([quietMs], 'b');
        handleAll([...flood, quiet], poolOf(thankuConcurrency, calls), seeded(), isFair);
        lastMs = doneMs(flood);
        const between = flood.filter(({ doneMs: at = 0 }) => at > quiet.arrivedMs && at <= (quiet.doneMs ?? 0));
        return { waitMs: waitsOf([quiet])[0] ?? 0, between: between.length };
      });
      const longestMs = Math.max(...seen.map(({ waitMs }) => waitMs));
      return {
        thankuConcurrency,
        'messages with groups': isFair ? 'yes' : 'no',
        "B's order alone, s": seconds(idleMs),
        'behind A, at most, s': seconds(longestMs),
        'times as long': (longestMs / idleMs).toFixed(1),
        "A's orders in between": Math.max(...seen.map(({ between }) => between)),
        "A's last, s": seconds(lastMs),
      };
    }),
  );
}
