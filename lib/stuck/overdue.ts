import { minuteMs } from '../durations.ts';
import type { DueKind } from '../store/keys.ts';

/** How long after its time an order's row is overdue. */
export const overdueAfterMs = 15 * minuteMs;

/** The due kinds that housekeeping and reconcile work on. Parked webhooks are overdue sooner: their orders are unclaimed. */
export const overdueKinds: readonly { kind: DueKind; afterMs: number }[] = [
  { kind: 'parked', afterMs: 10 * minuteMs },
  { kind: 'thanku', afterMs: overdueAfterMs },
  { kind: 'receipt', afterMs: overdueAfterMs },
  { kind: 'notify', afterMs: overdueAfterMs },
  { kind: 'settle', afterMs: overdueAfterMs },
  { kind: 'follow', afterMs: overdueAfterMs },
  { kind: 'reconcile', afterMs: 4 * overdueAfterMs },
];

/** Whether housekeeping should have handled a row long ago. Rows that wait for a person are never overdue. */
export const isOverdue = (
  { dueKind, dueAt = Infinity }: { dueKind?: string | undefined; dueAt?: number | undefined },
  nowMs: number,
): boolean => overdueKinds.some(({ kind, afterMs }) => kind === dueKind && dueAt <= nowMs - afterMs);
