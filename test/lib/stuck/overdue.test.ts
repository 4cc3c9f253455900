import { expect, it } from 'vitest';
import { overdueAfterMs, overdueShelves } from '../../../lib/stuck/overdue.ts';

/** Housekeeping runs every minute. A few runs may be late, or have too much to do. */
const someRunsMs = 10 * 60_000;

it('nothing is called overdue that housekeeping is only a few runs late with', () => {
  for (const { afterMs } of overdueShelves) expect(afterMs).toBeGreaterThanOrEqual(someRunsMs);
  expect(overdueAfterMs).toBeGreaterThan(someRunsMs);
});

it('what waits for a person or stands for a hold is never overdue', () => {
  const kinds = overdueShelves.map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['follow', 'parked', 'receipt', 'settle', 'thanku']);
});
