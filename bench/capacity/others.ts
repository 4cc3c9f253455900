import { intervalMs, runEveryMs } from '../../lib/reconcile/state.ts';
import { timeouts } from '../../infra/constructs/timeouts.ts';
import { assumed, cpuMs } from './assumptions.ts';
import { seeded, Timeline } from './events.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
export const partitionUnitsPerSecond = 1000;
const usualPerSecond = 50;
const burstSeconds = 600;

/** Ten minutes of many orders, and then as many as usual, on one partition of the due index. */
export function hotPartition(unitsPerOrder: number) {
  return [100, 150, 200, 350, 700, 1000].map((perSecond) => {
    let [waiting, mostWaiting, second] = [0, 0, 0];
    for (; second < burstSeconds || waiting > 1; second++) {
      const wanted = waiting + (second < burstSeconds ? perSecond : usualPerSecond);
      waiting = wanted - Math.min(wanted, partitionUnitsPerSecond / unitsPerOrder);
      mostWaiting = Math.max(mostWaiting, waiting);
    }
    return {
      'orders a second for ten minutes': perSecond,
      'write units a second': perSecond * unitsPerOrder,
      'orders a second that it takes': Math.floor(Math.min(perSecond, partitionUnitsPerSecond / unitsPerOrder)),
      'orders waiting in SQS, at most': Math.round(mostWaiting),
      'none waits after, minutes': Math.round(second / 60),
    };
  });
}

/** Of a job's row: read it, write it, and a tenth of an SQS call. */
const callsPerRow = 2.1;
const rowsPerBatch = 100;

/** How long housekeeping takes until it has woken so many due rows: a run each minute, one batch after the other. */
export function housekeeping() {
  const batchMs = 3 * assumed.awsCallMs + cpuMs(callsPerRow * rowsPerBatch);
  const runMs = timeouts.housekeeping.toMilliseconds() - 5000;
  return [1000, 10_000, 100_000, 1_000_000].map((due) => {
    let [left, runs, tookMs] = [due, 0, 0];
    for (; left > 0; runs++) {
      const batches = Math.min(Math.ceil(left / rowsPerBatch), Math.ceil(runMs / batchMs));
      left -= batches * rowsPerBatch;
      tookMs = runs * 60_000 + batches * batchMs;
    }
    return {
      'rows due at once': due,
      'woken per run': Math.min(due, Math.ceil(runMs / batchMs) * rowsPerBatch),
      'all woken after, minutes': (tookMs / 60_000).toFixed(1),
    };
  });
}

/** Shops that are reconciled at the same time (functions/reconcile/reconcile.ts), and for which part of a run slices begin. */
const reconciledTogether = 4;
const beginsMs = (timeouts.reconcile.toMilliseconds() - 15_000) / 2;

/** How often each shop is compared with its platform, over two days. */
export function reconciling() {
  return [100, 1000, 3000, 10_000].flatMap((shops) =>
    [3000, 15_000].map((sliceMs) => {
      const dueMs = Array.from({ length: shops }, (_, n) => (n * intervalMs) / shops);
      const lastMs = dueMs.map(() => 0);
      let longestMs = 0;
      for (let runMs = 0; runMs < 2 * 86_400_000; runMs += runEveryMs) {
        const due = dueMs.map((atMs, shop) => ({ atMs, shop })).filter(({ atMs }) => atMs <= runMs);
        due.sort((a, b) => a.atMs - b.atMs);
        const passes = reconciledTogether * Math.ceil(beginsMs / sliceMs);
        for (const { shop } of due.slice(0, passes)) {
          if (runMs > 86_400_000) longestMs = Math.max(longestMs, runMs - (lastMs[shop] ?? 0));
          lastMs[shop] = runMs;
          dueMs[shop] = runMs + intervalMs;
        }
      }
      return {
        shops,
        'seconds for a shop': sliceMs / 1000,
        'longest between two passes, h': longestMs === 0 ? 'over 24' : (longestMs / 3_600_000).toFixed(1),
      };
    }),
  );
}

/** Ingest: what an account with the default quota has left, how long a webhook takes, and how fast Lambda starts environments. */
const ingest = { concurrency: 915, warmMs: 20, coldMs: 500, startsPerSecond: 100 };

/** Webhooks that all come within a second, while some environments are warm. */
export function webhookBursts() {
  return [
    [500, 10],
    [1000, 10],
    [2000, 10],
    [2000, 100],
    [5000, 100],
  ].map(([count = 0, warm = 0]) => {
    const random = seeded();
    const time = new Timeline();
    let [idle, environments, busy, most, refused] = [warm, warm, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      time.at(random.next() * 1000, () => {
        // 1,000 at once, refilled continuously.
        const startable = 1000 + (time.nowMs / 1000) * ingest.startsPerSecond - (environments - warm);
        if (idle === 0 && (environments >= ingest.concurrency || startable < 1)) {
          refused += 1;
          return;
        }
        const isCold = idle === 0;
        if (isCold) environments += 1;
        else idle -= 1;
        busy += 1;
        most = Math.max(most, busy);
        time.at(time.nowMs + (isCold ? ingest.coldMs : 0) + ingest.warmMs, () => {
          busy -= 1;
          idle += 1;
        });
      });
    }
    time.run();
    return {
      'webhooks within a second': count,
      'warm environments': warm,
      'at the same time': most,
      'started cold': environments - warm,
      'refused by Lambda': refused,
    };
  });
}
