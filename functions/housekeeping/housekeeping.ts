import { crashFacts, errorParts } from '../../lib/error-facts.ts';
import { isUnreadable } from '../../lib/store/unreadable.ts';
import type { Fields } from '../../lib/telemetry.ts';
import { dueOrders } from './due-orders.ts';
import { dueReceipts } from './due-receipts.ts';
import { dueFollows } from './follow.ts';
import { gauge } from './gauge.ts';
import { givenUp } from './given-up.ts';
import { holds } from './holds.ts';
import { FailedRow } from './in-batches.ts';
import { parked, tombstones } from './jobs.ts';
import type { Job, JobReport, Ports } from './ports.ts';

type NamedJob = readonly [name: string, job: Job];

/**
 * The gauges first, so that a run that is killed has published them. Then the most urgent: a parked event is known to nobody
 * else.
 */
const jobs: readonly NamedJob[] = [
  ['gauge', gauge],
  ['parked', parked],
  ['due-orders', dueOrders],
  ['due-receipts', dueReceipts],
  ['holds', holds],
  ['tombstones', tombstones],
  ['due-follows', dueFollows],
  ['given-up', givenUp],
];

/** Kept for the end of the run. */
const marginMs = 5000;

/**
 * One run: every job gets an equal share of the time that is left, so that a flood in one starves no other, and one that fails stops
 * no other. The time that they leave over is shared by those that have more work. Throws at the end if any failed: the run then counts
 * as an error. A row that this version can't read is told and left alone.
 */
export async function housekeeping(ports: Ports, remainingMs: () => number): Promise<void> {
  const failed = new Set<string>();
  const failures: unknown[] = [];
  const leftMs = () => Math.max(0, remainingMs() - marginMs);
  let open = jobs;
  while (open.length > 0) {
    const goOn: NamedJob[] = [];
    for (const [index, named] of open.entries()) {
      const report = await run(ports, named, leftMs() / (open.length - index));
      if (report.failures !== undefined && report.failures.length > 0) failed.add(named[0]);
      failures.push(...(report.failures ?? []));
      if (!report.unfinished) continue;
      // Where everything fails, more time does not help.
      const getsOn = report.done > 0 || (report.failures ?? []).length === 0;
      if (getsOn && leftMs() > 0) goOn.push(named);
      else tellLate(ports, named);
    }
    open = goOn;
  }
  if (failed.size > 0) throw new AggregateError(failures, `${failed.size} housekeeping jobs failed`);
}

async function run(ports: Ports, [name, job]: NamedJob, sliceMs: number): Promise<JobReport> {
  let report: JobReport;
  try {
    report = await job(ports, ports.now() + sliceMs);
  } catch (error) {
    report = { done: 0, unfinished: false, failures: [error] };
  }
  if (report.done > 0) ports.telemetry.info('housekeeping', { job: name, done: report.done });
  const all = report.failures ?? [];
  const unreadable = all.filter(isLeftAlone);
  const failures = all.filter((one) => !isLeftAlone(one));
  for (const facts of partsOf(failures)) ports.telemetry.error('a housekeeping job failed', { job: name, ...facts });
  for (const facts of partsOf(unreadable)) {
    ports.telemetry.error('rows are left alone: this version cannot read them', { job: name, ...facts });
  }
  if (unreadable.length > 0) ports.telemetry.count('RowUnreadable', unreadable.length);
  return { ...report, failures };
}

function tellLate({ telemetry }: Ports, [name]: NamedJob): void {
  telemetry.warn('housekeeping did not get through its work: the rest waits a minute', { job: name });
  telemetry.count('HousekeepingLate');
}

/** A row that only another version can read: it fails each minute until that one runs. */
const isLeftAlone = (failure: unknown): boolean => failure instanceof FailedRow && isUnreadable(failure.cause);

/** More different errors than this say no more. */
const mostParts = 5;

/** What the rows of a job failed with: each different error once, with the order that it met first and how often it came. */
function partsOf(failures: readonly unknown[]): Fields[] {
  const parts = failures
    .flatMap(errorParts)
    .map((part) =>
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
