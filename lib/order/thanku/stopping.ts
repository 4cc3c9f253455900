import { isDue, goesOn, lastRecheckAt, paused, waitsUntil } from '../waiting.ts';
import { nextThanku, type ThankuState } from './state.ts';

/** Waits only for a resume, or for a circuit to close. */
export const isStopped = ({ state, reason }: ThankuState): boolean =>
  state === 'held' && (reason === paused || reason?.startsWith('held-') === true);

/**
 * Continues a stopped order. `undefined`: it wasn't stopped.
 * @param dueAt when housekeeping wakes it if nothing else has, epoch ms
 */
export const resumed = (order: ThankuState, nowMs: number, dueAt?: number): ThankuState | undefined =>
  isStopped(order)
    ? nextThanku(order, nowMs, { state: 'waiting', reason: undefined, ...goesOn(nowMs, dueAt) })
    : undefined;

/** It is still stopped. `undefined`: it isn't stopped, or isn't due. */
export const stillStopped = (order: ThankuState, untilMs: number, nowMs: number): ThankuState | undefined =>
  isStopped(order) && isDue(order, nowMs) ? { ...order, ...waitsUntil(untilMs) } : undefined;

/** Woken as a probe: other waiting orders probe before it does again. `undefined`: it doesn't wait for a circuit. */
export const probes = (order: ThankuState, nowMs: number): ThankuState | undefined =>
  order.reason !== paused && isStopped(order) ? { ...order, ...waitsUntil(lastRecheckAt(nowMs)) } : undefined;
