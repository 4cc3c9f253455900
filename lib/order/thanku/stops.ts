import { isDue, goesOn, lastRecheckAt, paused, waitsUntil } from '../stops.ts';
import { nextThanku, type ThankuState } from './state.ts';

/** Waits for nothing but a resume, or a circuit that closes. */
export const isStopped = ({ state, reason }: ThankuState): boolean =>
  state === 'held' && (reason === paused || reason?.startsWith('held-') === true);

/**
 * May go on: nothing stops it any more. `undefined`: it was not stopped.
 * @param dueAt when housekeeping is to wake it if nobody has, epoch ms
 */
export const resumed = (order: ThankuState, nowMs: number, dueAt?: number): ThankuState | undefined =>
  isStopped(order)
    ? nextThanku(order, nowMs, { state: 'waiting', reason: undefined, ...goesOn(nowMs, dueAt) })
    : undefined;

/** What stops it goes on stopping it. `undefined`: it is not stopped, or not due. */
export const stillStopped = (order: ThankuState, untilMs: number, nowMs: number): ThankuState | undefined =>
  isStopped(order) && isDue(order, nowMs) ? { ...order, ...waitsUntil(untilMs) } : undefined;

/** Was woken as a circuit's probe: all that wait already have their turn before its next one. `undefined`: it waits for no circuit. */
export const probes = (order: ThankuState, nowMs: number): ThankuState | undefined =>
  order.reason !== paused && isStopped(order) ? { ...order, ...waitsUntil(lastRecheckAt(nowMs)) } : undefined;
