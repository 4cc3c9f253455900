import type { DueEntry } from '../../lib/store/due.ts';
import { isProblemCode } from '../../lib/reconcile/problem.ts';
import { basketSk, giftCardsSk, noticesAt, receiptSk, thankuSk, type DueKind } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { isOverdue, overdueKinds } from '../../lib/stuck/overdue.ts';
import { rowCode } from '../../lib/stuck/row-code.ts';
import type { Levels } from './levels.ts';
import type { Job, Ports } from './ports.ts';

/** Publishes how much waits for a person. What can't be counted isn't published, so its alarm keeps its state. */
export const gauge: Job = async (ports, untilMs) => {
  const counted = await Promise.allSettled([
    stuckRows(ports, untilMs),
    stopped(ports),
    ports.quarantined().then((QuarantineEntries): Levels => ({ QuarantineEntries })),
    overdue(ports),
  ]);
  const failures: unknown[] = [];
  for (const result of counted) {
    if (result.status === 'rejected') failures.push(result.reason);
    else ports.publishLevels(result.value);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} gauges could not be read`);
  return { done: 0, unfinished: false };
};

async function stopped(ports: Ports): Promise<Levels> {
  const { shops, credentials, targets, paused } = await ports.stopCounts();
  const levels = { ShopsHeld: shops, CredentialsHeld: credentials, Paused: paused };
  // Its alarm takes missing data for zero, and a metric costs as long as it has data.
  return targets === 0 ? levels : { ...levels, NotifyTargetsHeld: targets };
}

/** Stuck rows beyond this are counted from the index alone: their reasons are not logged. */
const maxRead = 200;

/** `undefined`: failed notifications, of which there are dead letters. */
const gaugeOf = ({
  pk,
  sk,
}: Key): 'OrdersStuck' | 'ReceiptsStuck' | 'ShopProblems' | 'PrivacyRequestsOpen' | undefined => {
  if (noticesAt({ pk, sk }) !== undefined) return undefined;
  if (sk === thankuSk) return 'OrdersStuck';
  if (isProblemCode(sk)) return 'ShopProblems';
  return sk === receiptSk || sk === basketSk || sk === giftCardsSk ? 'ReceiptsStuck' : 'PrivacyRequestsOpen';
};

/** Counts what waits for a person, and logs the reasons. */
async function stuckRows(ports: Ports, untilMs: number): Promise<Levels> {
  const levels = { OrdersStuck: 0, ReceiptsStuck: 0, ShopProblems: 0, PrivacyRequestsOpen: 0 };
  const add = (row: Key) => {
    const of = gaugeOf(row);
    if (of !== undefined) levels[of] += 1;
  };
  const first: DueEntry[] = [];
  let complete = true;
  // Reads them all: many rows of one kind must not hide those of another.
  for await (const entry of ports.due('stuck', Number.MAX_SAFE_INTEGER)) {
    complete = ports.now() <= untilMs;
    if (!complete) break;
    if (first.length < maxRead) first.push(entry);
    else add(entry);
  }
  const reasons: Record<string, number> = {};
  for (const row of await currentRows(ports, 'stuck', first)) {
    add(row);
    const reason = rowCode(row);
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  if (Object.keys(reasons).length > 0) ports.telemetry.warn('these wait for a person', reasons);
  if (complete) return levels;
  // Rows that were seen exist. Zero would claim that there are no others.
  return Object.fromEntries(Object.entries(levels).filter(([, count]) => count > 0));
}

/** The rows that still have the due kind that the index says: it may be a moment behind. */
async function currentRows({ currentRow }: Ports, kind: DueKind, entries: readonly DueEntry[]) {
  const rows = await Promise.all(entries.map(currentRow));
  return rows.filter((row) => row !== undefined).filter(({ dueKind }) => dueKind === kind);
}

/** Beyond this, the alarm needs no exact number. */
const maxOverdue = 50;

async function overdue(ports: Ports): Promise<Levels> {
  const counts = overdueKinds.map(async ({ kind, afterMs }) => {
    const byMs = ports.now() - afterMs;
    const entries: DueEntry[] = [];
    for await (const entry of ports.due(kind, byMs)) if (entries.push(entry) >= maxOverdue) break;
    return (await currentRows(ports, kind, entries)).filter((row) => isOverdue(row, ports.now())).length;
  });
  return { RowsOverdue: (await Promise.all(counts)).reduce((sum, count) => sum + count, 0) };
}
