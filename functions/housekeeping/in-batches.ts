import { keyText } from '../../lib/order/order-key.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import type { JobReport } from './ports.ts';

/** Rows looked at together: ten SQS batches, sent at the same time. */
const usualBatch = 100;

/** What a job does with due rows. */
export interface Work<Found> {
  /** Looks at one row; `undefined`: nothing to send after all. */
  look: (entry: DueEntry) => Promise<Found | undefined>;
  /** Which of a batch are sent together: what fails for one group leaves the others alone. */
  groupOf?: (found: Found) => string;
  /** Sends something for a group, whose name `groupOf` gave. */
  send?: (found: readonly Found[], group: string) => Promise<void>;
  /** Once it is sent, sees to it that the row is not due again next minute. What was not sent stays due. */
  mark?: (found: Found) => Promise<unknown>;
}

/** Looking at one row failed, with its cause. */
export class FailedRow extends Error {
  override readonly name = 'FailedRow';
  /** The row's order as `shop/pid`, if it is one's. */
  readonly order: string | undefined;
  constructor(entry: DueEntry, cause: unknown) {
    super('a row failed', { cause });
    const order = orderOf(entry.pk);
    this.order = order && keyText(order);
  }
}

/**
 * Works through due rows, batch by batch, while the slice lasts. The longest overdue come first, so one that can't be dealt with must
 * not keep the others from their turn: failures are gathered.
 */
export async function inBatches<Found>(
  entries: AsyncIterable<DueEntry>,
  slice: { untilMs: number; now: () => number; batchSize?: number },
  { look, groupOf = () => '', send, mark }: Work<Found>,
): Promise<JobReport> {
  const { batchSize = usualBatch } = slice;
  const failures: unknown[] = [];
  let done = 0;
  const succeeded = async <Value>(all: readonly Promise<Value>[]): Promise<Value[]> => {
    const settled = await Promise.allSettled(all);
    return settled.flatMap((one) => {
      if (one.status === 'fulfilled') return [one.value];
      failures.push(one.reason);
      return [];
    });
  };
  const lookAt = async (entry: DueEntry): Promise<Found | undefined> => {
    try {
      return await look(entry);
    } catch (cause) {
      throw new FailedRow(entry, cause);
    }
  };
  const work = async (batch: readonly DueEntry[]): Promise<void> => {
    const found = (await succeeded(batch.map(lookAt))).filter((one) => one !== undefined);
    const sent = await succeeded(
      [...Map.groupBy(found, groupOf)].map(async ([name, group]) => {
        await send?.(group, name);
        return group;
      }),
    );
    done += (await succeeded(sent.flat().map(async (one) => await mark?.(one)))).length;
  };
  let batch: DueEntry[] = [];
  for await (const entry of entries) {
    if (slice.now() > slice.untilMs) return { done, unfinished: true, failures };
    batch.push(entry);
    if (batch.length < batchSize) continue;
    await work(batch);
    batch = [];
  }
  if (batch.length > 0) await work(batch);
  return { done, unfinished: false, failures };
}
