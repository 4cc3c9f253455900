import { crashFacts, errorParts } from '../../lib/error-facts.ts';
import { isUnreadable } from '../../lib/store/unreadable.ts';
import type { Fields } from '../../lib/telemetry.ts';
import { dueOrders } from './due-orders.ts';
import { fetches, parked, tombstones } from './jobs.ts';
import { givenUp } from './given-up.ts';
import { dueNotices } from './due-notices.ts';
import { dueReceipts, refundsEnd } from './due-receipts.ts';
import { circuits } from './circuits.ts';
import { limits } from './limits.ts';
import { gauge } from './gauge.ts';
import { FailedRow } from './in-batches.ts';
import { duePolls } from './poll.ts';
import type { Job, JobReport, Ports } from './ports.ts';

type NamedJob = readonly [name: string, job: Job];

/** Gauges come first, so that a killed run has published them. Parked events are the most urgent: nothing else knows of them. */
const jobs: readonly NamedJob[] = [
  ['gauge', gauge],
  ['parked', parked],
  ['fetches', fetches],
  ['limits', limits],
  ['due-orders', dueOrders],
  ['due-receipts', dueReceipts],
  ['due-notices', dueNotices],
  ['circuits', circuits],
  ['tombstones', tombstones],
  ['refunds-end', refundsEnd],
  ['due-polls', duePolls],
  ['given-up', givenUp],
];

/** Reserved for the end of the run. */
const marginMs = 5000;

/**
 * One run. Every job gets an equal share of the remaining time, so a flood in one doesn't starve the others. Unused time goes to the jobs that
 * have more work. A failing job doesn't stop the others, but the run throws at the end, so that it counts as an error. A row that this
 * version can't read is logged and left alone.
 * @param remainingMs how long the invocation may still run
 * @throws AggregateError if a job failed
 */
export async function housekeeping(given: Ports, remainingMs: () => number): Promise<void> {
  const ports = { ...given, stopCounts: once(given.stopCounts) };
  const failed = new Set<string>();
  const failures: unknown[] = [];
  const leftMs = () => Math.max(0, remainingMs() - marginMs);
  let open = jobs;
  while (open.length > 0) {
    const unfinished: NamedJob[] = [];
    for (const [index, named] of open.entries()) {
      const report = await run(ports, named, leftMs() / (open.length - index));
      if (report.failures !== undefined && report.failures.length > 0) failed.add(named[0]);
      failures.push(...(report.failures ?? []));
      if (!report.unfinished) continue;
      // If everything fails, more time doesn't help.
      const progresses = report.done > 0 || (report.failures ?? []).length === 0;
      if (progresses && leftMs() > 0) unfinished.push(named);
      else reportLate(ports, named);
    }
    open = unfinished;
  }
  if (failed.size > 0) throw new AggregateError(failures, `${failed.size} housekeeping jobs failed`);
}

/** Two jobs need the scan of the control table, but one scan is enough. */
function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined;
  return () => (reading ??= read());
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

function reportLate({ telemetry }: Ports, [name]: NamedJob): void {
  telemetry.warn('housekeeping ran out of time: the rest waits a minute', { job: name });
  telemetry.count('HousekeepingLate');
}

/** A row that only another version can read. It fails each minute until that version runs. */
const isLeftAlone = (failure: unknown): boolean => failure instanceof FailedRow && isUnreadable(failure.cause);

/** How many different errors of a job are logged. */
const maxParts = 5;

/** The errors of a job's rows, each different one once: with the first order that had it, and how often it occurred. */
function partsOf(failures: readonly unknown[]): Fields[] {
  const parts = failures
    .flatMap(errorParts)
    .map((part) =>
      part instanceof FailedRow
        ? { facts: crashFacts(part.cause), order: part.order }
        : { facts: crashFacts(part), order: undefined },
    );
  const alike = Map.groupBy(parts, ({ facts }) => JSON.stringify(facts));
  return [...alike.values()].slice(0, maxParts).flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first.facts, ...(first.order !== undefined && { order: first.order }), times: others.length + 1 }];
  });
}
