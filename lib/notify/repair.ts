import { hasFailed, isOpen, withDue, type Delivery, type NoticesState } from './state.ts';

/** An operator has failed deliveries tried again. `undefined`: none has failed, or a month ago, and the row has forgotten whose order it is. */
export function retriedManually(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (row.dueKind === undefined || !row.deliveries.some(hasFailed)) return undefined;
  const deliveries = row.deliveries.map((one): Delivery => {
    if (!hasFailed(one)) return one;
    const { endedAt: _, reason: __, ...open } = one;
    return {
      ...open,
      state: 'waiting',
      attempts: 0,
      retriedAt: nowMs,
      notBefore: Math.max(nowMs, open.quietUntil ?? 0),
    };
  });
  return withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

/**
 * An operator has everything of a row tried now: what failed, what waits for its next attempt, and what waits for these targets' circuits, for which it
 * probes. What a pause stops stays stopped. `undefined`: nothing is to be tried.
 * @param probed the targets whose circuits are about to be probed
 */
export function triedNow(row: NoticesState, probed: ReadonlySet<string>, nowMs: number): NoticesState | undefined {
  const retried = retriedManually(row, nowMs) ?? row;
  const deliveries = retried.deliveries.map((one) => dueNow(one, probed, nowMs) ?? one);
  if (deliveries.every((one, index) => one === row.deliveries[index])) return undefined;
  return withDue({ ...retried, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

function dueNow(one: Delivery, probed: ReadonlySet<string>, nowMs: number): Delivery | undefined {
  if (!isOpen(one)) return undefined;
  const notBefore = Math.max(nowMs, one.quietUntil ?? 0);
  if (one.waitsFor === undefined) return one.notBefore > notBefore ? { ...one, notBefore } : undefined;
  if (one.waitsFor === 'brake' || !probed.has(one.target)) return undefined;
  const { waitsFor: _, ...free } = one;
  return { ...free, notBefore };
}
