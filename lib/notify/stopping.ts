import { orderWokenForMs } from '../order/grace-periods.ts';
import { lastRecheckAt } from '../order/waiting.ts';
import { isOpen, withDue, type Delivery, type NoticesState } from './state.ts';

/** Deliveries that waited for a stop go on. `undefined`: none did. @param target only this target's; all if absent */
export function resumed(
  row: NoticesState,
  waitsFor: 'hold' | 'brake',
  target: string | undefined,
  nowMs: number,
  dueAt = nowMs + orderWokenForMs,
): NoticesState | undefined {
  const waits = (one: Delivery) =>
    isOpen(one) && one.waitsFor === waitsFor && (target === undefined || one.target === target);
  if (!row.deliveries.some(waits)) return undefined;
  const deliveries = row.deliveries.map((one) => {
    if (!waits(one)) return one;
    const { waitsFor: _, ...free } = one;
    return { ...free, notBefore: Math.max(nowMs, free.quietUntil ?? 0) };
  });
  const next = withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
  // Its turn may come later than what else is due.
  const others = row.deliveries.filter((one) => isOpen(one) && !waits(one) && one.notBefore > nowMs);
  return { ...next, dueAt: Math.min(dueAt, ...others.map((one) => one.notBefore)) };
}

/** Woken to probe a target's circuit: other rows probe before it does again. `undefined`: nothing of it waits for the circuit. */
export const probed = (row: NoticesState, target: string, nowMs: number): NoticesState | undefined =>
  postponed(row, (one) => one.waitsFor === 'hold' && one.target === target, lastRecheckAt(nowMs), nowMs);

/** Its due deliveries are still stopped until `untilMs`, epoch ms. `undefined`: none of them is. */
export const stillStopped = (row: NoticesState, untilMs: number, nowMs: number): NoticesState | undefined =>
  postponed(row, (one) => one.waitsFor !== undefined && one.notBefore <= nowMs, untilMs, nowMs);

function postponed(
  row: NoticesState,
  waits: (delivery: Delivery) => boolean,
  untilMs: number,
  nowMs: number,
): NoticesState | undefined {
  if (!row.deliveries.some((one) => isOpen(one) && waits(one))) return undefined;
  const deliveries = row.deliveries.map((one) => (isOpen(one) && waits(one) ? { ...one, notBefore: untilMs } : one));
  return withDue({ ...row, deliveries }, nowMs);
}
