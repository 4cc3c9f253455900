import type { DueEntry } from '../../lib/store/due.ts';
import type { JobReport } from './ports.ts';

/** Rows looked at together: as many as fit into one SQS batch. */
const batchSize = 10;

/**
 * Feeds due rows to `work`, ten at a time, while the slice lasts. `work` says how many of the ten it did something for.
 */
export async function inBatches(
  entries: AsyncIterable<DueEntry>,
  slice: { untilMs: number; now: () => number },
  work: (batch: readonly DueEntry[]) => Promise<number>,
): Promise<JobReport> {
  let done = 0;
  let batch: DueEntry[] = [];
  for await (const entry of entries) {
    if (slice.now() > slice.untilMs) return { done, unfinished: true };
    batch.push(entry);
    if (batch.length < batchSize) continue;
    done += await work(batch);
    batch = [];
  }
  if (batch.length > 0) done += await work(batch);
  return { done, unfinished: false };
}
