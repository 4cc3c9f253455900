import { keyText } from '../../lib/order/order-key.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import type { JobReport } from './ports.ts';

/** Rows looked at together: as many as fit into one SQS batch. */
const smallBatch = 10;

/** What a job does with due rows. */
export interface Work<Found> {
  /** Looks at one row; `undefined`: nothing to do after all. */
  look: (entry: DueEntry) => Promise<Found | undefined>;
  /** Does something for those of a batch that were found, at once. */
  act?: (found: readonly Found[]) => Promise<void>;
}

/** Looking at one row failed, with its cause. */
export class FailedRow extends Error {
  override readonly name = 'FailedRow';
  /** The row's order as `shop/pid`, if it is one's. */
  readonly order: string | undefined;
  constructor(entry: DueEntry | undefined, cause: unknown) {
    super('a row failed', { cause });
    const order = entry && orderOf(entry.pk);
    this.order = order && keyText(order);
  }
}

/**
 * Works through due rows, ten at a time unless said otherwise, while the slice lasts. The longest overdue come first, so
 * one that can't be dealt with must not keep the others from their turn: failures are gathered and thrown at the end.
 */
export async function inBatches<Found>(
  entries: AsyncIterable<DueEntry>,
  slice: { untilMs: number; now: () => number; batchSize?: number },
  { look, act }: Work<Found>,
): Promise<JobReport> {
  const { batchSize = smallBatch } = slice;
  const failures: unknown[] = [];
  let done = 0;
  let unfinished = false;
  const work = async (batch: readonly DueEntry[]): Promise<void> => {
    const looked = await Promise.allSettled(batch.map(look));
    const found: Found[] = [];
    for (const [at, result] of looked.entries()) {
      if (result.status === 'rejected') failures.push(new FailedRow(batch[at], result.reason));
      else if (result.value !== undefined) found.push(result.value);
    }
    try {
      if (found.length > 0) await act?.(found);
      done += found.length;
    } catch (error) {
      failures.push(error);
    }
  };
  let batch: DueEntry[] = [];
  for await (const entry of entries) {
    unfinished = slice.now() > slice.untilMs;
    if (unfinished) break;
    batch.push(entry);
    if (batch.length < batchSize) continue;
    await work(batch);
    batch = [];
  }
  if (batch.length > 0) await work(batch);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} rows or batches failed`);
  return { done, unfinished };
}
