import { crashFacts, errorParts } from '../../lib/error-facts.ts';
import type { Fields } from '../../lib/telemetry.ts';
import { dueFollows } from './follow.ts';
import { gauge } from './gauge.ts';
import { FailedRow } from './in-batches.ts';
import { dueOrders, dueReceipts, givenUp, parked, tombstones } from './jobs.ts';
import type { Job, Ports } from './ports.ts';

/**
 * The gauges first, so that a run that is killed has published them. Then the most urgent: a parked event is known to nobody
 * else.
 */
const jobs: readonly [name: string, job: Job][] = [
  ['gauge', gauge],
  ['parked', parked],
  ['due-orders', dueOrders],
  ['due-receipts', dueReceipts],
  ['tombstones', tombstones],
  ['due-follows', dueFollows],
  ['given-up', givenUp],
];

/** Kept for the end of the run. */
const marginMs = 5000;

/**
 * One run: every job gets an equal share of the time that is left, so that a flood in one starves no other, and one that
 * fails stops no other. Throws at the end if any failed: the run then counts as an error.
 */
export async function housekeeping(ports: Ports, remainingMs: () => number): Promise<void> {
  const failures: unknown[] = [];
  for (const [index, [name, job]] of jobs.entries()) {
    const sliceMs = Math.max(0, remainingMs() - marginMs) / (jobs.length - index);
    try {
      const report = await job(ports, ports.now() + sliceMs);
      if (report.done > 0) ports.telemetry.info('housekeeping', { job: name, done: report.done });
      if (report.unfinished) {
        ports.telemetry.warn('housekeeping did not get through its work: the rest waits a minute', { job: name });
        ports.telemetry.count('HousekeepingLate');
      }
    } catch (error) {
      failures.push(error);
      for (const facts of partsOf(error)) ports.telemetry.error('a housekeeping job failed', { job: name, ...facts });
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} housekeeping jobs failed`);
}

/** More different errors than this say no more. */
const mostParts = 5;

/** What the rows of a job failed with: each different error once, with the order that it met first and how often it came. */
function partsOf(error: unknown): Fields[] {
  const parts = errorParts(error).map((part) =>
    part instanceof FailedRow
      ? { facts: crashFacts(part.cause), order: part.order }
      : { facts: crashFacts(part), order: undefined },
  );
  const alike = Map.groupBy(parts, ({ facts }) => JSON.stringify(facts));
  return [...alike.values()].slice(0, mostParts).flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first.facts, ...(first.order !== undefined && { order: first.order }), times: others.length + 1 }];
  });
}
