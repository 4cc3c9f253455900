import { expect, it } from 'vitest';
import { overdueAfterMs, overdueKinds } from '../../../lib/stuck/overdue.ts';

/** Housekeeping runs every minute. A few runs may be late, or have too much to do. */
const someRunsMs = 10 * 60_000;

it('no row is overdue because housekeeping is a few runs late', () => {
  for (const { afterMs } of overdueKinds) expect(afterMs).toBeGreaterThanOrEqual(someRunsMs);
  expect(overdueAfterMs).toBeGreaterThan(someRunsMs);
});

it('a row that waits for a person, or watches a circuit, is never overdue', () => {
  const kinds = overdueKinds.map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['follow', 'notify', 'parked', 'receipt', 'reconcile', 'settle', 'thanku']);
});
