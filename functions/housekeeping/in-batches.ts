import { keyText, type OrderKey } from '../../lib/order/event.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import type { JobReport } from './ports.ts';

/** Rows handled together: ten SQS batches, sent at the same time. */
const defaultBatchSize = 100;

/** What a job does with due rows. */
interface Work<Found> {
  /** Reads one row. `undefined`: nothing has to be sent. */
  look: (entry: DueEntry) => Promise<Found | undefined>;
  /** Which rows of a batch are sent together. A group that fails doesn't affect the others. */
  groupOf?: (found: Found) => string;
  /** @param group the group's name, from `groupOf` */
  send?: (found: readonly Found[], group: string) => Promise<void>;
  /** Called once the row's message is sent, so that the row is not due again next minute. */
  mark?: (found: Found) => Promise<unknown>;
}

/** One row failed; see `cause`. */
export class FailedRow extends Error {
  override readonly name = 'FailedRow';
  /** `shop/pid`; `undefined` for a row that belongs to no order. */
  readonly order: string | undefined;
  constructor(entry: DueEntry, cause: unknown) {
    super('a row failed', { cause });
    const order = orderOf(entry.pk);
    this.order = order && keyText(order);
  }
}

/** A `look` for a list whose rows belong to orders. It ignores other rows. */
export const ofOrder =
  <Found>(look: (order: OrderKey, sk: string) => Promise<Found | undefined>) =>
  async ({ pk, sk }: DueEntry): Promise<Found | undefined> => {
    const order = orderOf(pk);
    return order && (await look(order, sk));
  };

/**
 * Handles due rows, batch by batch, until the slice of time is over. Failures are collected and not thrown: the longest overdue rows come
 * first, and one that always fails must not keep the others from their turn.
 */
export async function inBatches<Found>(
  entries: AsyncIterable<DueEntry>,
  slice: { untilMs: number; now: () => number; batchSize?: number },
  { look, groupOf = () => '', send, mark }: Work<Found>,
): Promise<JobReport> {
  const { batchSize = defaultBatchSize } = slice;
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
