import { minuteMs } from '../durations.ts';
import type { DueEntries } from '../store/due.ts';
import type { StopScope, ScopeWatch } from '../circuit/watch.ts';
import { entriesOf, stoppedBy, waitingRow, type WaitingRow, type WaitingStore } from './waiting-rows.ts';
import { byQueue, wakeRows, type WakePorts } from './wake-rows.ts';

export interface ExpeditePorts extends WakePorts {
  store: WaitingStore;
  due: DueEntries;
  /** The Thanx credentials that the stage has. */
  credentials: readonly string[];
  now(): number;
}

export interface ExpeditedCounts {
  thankus: number;
  receipts: number;
  baskets: number;
  giftCards: number;
  /** Orders, and limits, whose notifications waited. */
  notifications: number;
  /** Rows that couldn't be read, woken or written. Run it again, or look into them. */
  failed: number;
  /** If it ended early: where to continue. */
  left?: NonNullable<ScopeWatch['left']>;
}

export interface ExpediteOptions {
  /** Where an earlier run ended. */
  left?: ScopeWatch['left'];
  /** Whether to end now. */
  isOver?: () => boolean;
  /** Called after each batch with the number of rows scanned. */
  tell?: (looked: number) => void;
}

/** Rows read and changed concurrently. Waking them takes ten SQS calls. */
const concurrency = 100;

/** The workers' capacity. Resumed work must not delay everyone else's in the queue. */
const turnsPerMinute = { thanku: 1200, receipt: 150, notify: 1200 };

/**
 * Reschedules everything that waited for a pause or circuit that has ended. Rows are spread over time at the workers'
 * pace. Those with a turn within a minute are woken first and then changed, so a crash costs one extra wake-up;
 * housekeeping wakes the others. Memory use is constant. If interrupted, run it again.
 */
export async function expedite(
  ports: ExpeditePorts,
  scope: StopScope,
  { left, isOver = () => false, tell = () => undefined }: ExpediteOptions = {},
): Promise<ExpeditedCounts> {
  const forward: ExpeditedCounts = { thankus: 0, receipts: 0, baskets: 0, giftCards: 0, notifications: 0, failed: 0 };
  const everyMs = minuteMs / turnsPerMinute[stoppedBy[scope.what]];
  let turnMs = Math.max(left?.turnMs ?? 0, ports.now());
  for await (const batch of entriesOf(ports.due, scope, { fromMs: left?.fromMs ?? 0, size: concurrency })) {
    if (isOver()) return { ...forward, left: { fromMs: batch[0]?.dueAt ?? 0, turnMs } };
    const nowMs = ports.now();
    const rows = await succeeded(
      batch.map((entry) => waitingRow(ports.store, scope, entry, ports.now)),
      forward,
    );
    const turns = rows.flatMap((row) =>
      row !== undefined && canWake(ports, row) ? [{ row, turnMs: (turnMs += everyMs) }] : [],
    );
    const [soon, later] = [
      turns.filter((turn) => turn.turnMs < nowMs + minuteMs),
      turns.filter((turn) => turn.turnMs >= nowMs + minuteMs),
    ];
    const woken = await wake(
      ports,
      soon.map(({ row }) => row),
      forward,
    );
    const marked = await succeeded(
      [...woken.map((row) => resume(row)), ...later.map((turn) => resume(turn.row, Math.round(turn.turnMs)))],
      forward,
    );
    for (const { kind } of marked) forward[kind] += 1;
    tell(batch.length);
  }
  return forward;
}

/** A credential that the stage no longer has has no queue. What waits for it has its own watch. */
const canWake = ({ credentials }: ExpeditePorts, row: WaitingRow): boolean =>
  !('credential' in row) || credentials.includes(row.credential);

/** The results that succeeded. Failures are counted. */
async function succeeded<Value>(all: readonly Promise<Value>[], counts: ExpeditedCounts): Promise<Value[]> {
  const settled = await Promise.allSettled(all);
  counts.failed += settled.filter(({ status }) => status === 'rejected').length;
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** Wakes rows, each on its own queue. Returns those that were woken. */
async function wake(ports: ExpeditePorts, rows: readonly WaitingRow[], counts: ExpeditedCounts): Promise<WaitingRow[]> {
  const sent = byQueue(rows).map(async (group) => {
    try {
      await wakeRows(ports, group);
    } catch (error) {
      counts.failed += group.length - 1;
      throw error;
    }
    return group;
  });
  return (await succeeded(sent, counts)).flat();
}

async function resume(row: WaitingRow, dueAt?: number): Promise<WaitingRow> {
  await row.resume(dueAt);
  return row;
}
