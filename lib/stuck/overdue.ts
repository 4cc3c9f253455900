import { minuteMs } from '../durations.ts';
import type { DueKind } from '../store/keys.ts';

/** How long after its time an order's row is overdue: housekeeping should have seen to it long before. */
export const overdueAfterMs = 15 * minuteMs;

/** Every shelf that housekeeping empties. A parked webhook is thanked only once it is sent, so it is overdue sooner. */
export const overdueKinds: readonly { kind: DueKind; afterMs: number }[] = [
  { kind: 'parked', afterMs: 10 * minuteMs },
  { kind: 'thanku', afterMs: overdueAfterMs },
  { kind: 'receipt', afterMs: overdueAfterMs },
  { kind: 'settle', afterMs: overdueAfterMs },
  { kind: 'follow', afterMs: overdueAfterMs },
];
