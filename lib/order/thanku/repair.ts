import { triedNow, waitsOn } from '../stops.ts';
import { isFinal, leased, nextThanku, type ThankuState } from './state.ts';

/** A failed order gets another chance, with the bytes that are frozen. `undefined`: it has not failed, or somebody is at it. */
export function retriedManually(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state !== 'failed' || leased(order, nowMs)) return undefined;
  return nextThanku(
    order,
    nowMs,
    {
      state: 'waiting',
      reason: undefined,
      lease: undefined,
      announced: undefined,
      announcingUntil: undefined,
      attemptsBefore: order.attempts,
      ...triedNow(nowMs),
    },
    { what: 'retried-by-hand' },
  );
}

/** An order that waits for its next attempt is tried now. `undefined`: it doesn't wait, or somebody is at it. */
export function expedited(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state !== 'waiting' || leased(order, nowMs) || !waitsOn(order, nowMs)) return undefined;
  return nextThanku(order, nowMs, triedNow(nowMs), { what: 'retried-by-hand' });
}

/** Every attempt ended in a definite no: there is no ThankU under the order's pid, and a different one may be asked for. */
export const allRefused = ({ attempts, refusals }: ThankuState): boolean => attempts > 0 && refusals === attempts;

/** Its ThankU waits, and there is certainly none: no attempt has begun, or each was refused while the shop's circuit was open. */
export const isUntried = ({ state, attempts, refusals = 0, lease }: ThankuState): boolean =>
  (state === 'waiting' || state === 'held') && attempts === refusals && lease === undefined;

/**
 * A failed order gets another chance, with a request frozen from corrected settings. One that was never tried goes on waiting with it.
 * `undefined`: it has changed since that was decided, or a ThankU may exist.
 */
export function refrozen(
  order: ThankuState,
  seen: Pick<ThankuState, 'attempts' | 'frozen'>,
  request: Required<Pick<ThankuState, 'frozen' | 'cause' | 'impact'>> & Pick<ThankuState, 'simulated'>,
  nowMs: number,
): ThankuState | undefined {
  if (order.attempts !== seen.attempts || order.frozen !== seen.frozen) return undefined;
  if (order.erase === true) return undefined;
  const happening = { what: 'refrozen-by-hand' } as const;
  if (isUntried(order)) return nextThanku(order, nowMs, request, happening);
  const again = allRefused(order) ? retriedManually(order, nowMs) : undefined;
  return again && nextThanku({ ...again, history: order.history }, nowMs, request, happening);
}

/** Somebody has looked into what only a person could. `undefined`: nothing of it waits for that. */
export function lookedInto(order: ThankuState, nowMs: number): ThankuState | undefined {
  // What is still to be published, or done, makes it due as something else.
  if (order.dueKind !== 'stuck' || !isFinal(order)) return undefined;
  if (order.stuck !== 'perhaps-thanked' && order.stuck !== 'reinstated') return undefined;
  const changes = { stuck: 'seen' as const, dueAt: undefined };
  return nextThanku(order, nowMs, changes, { what: 'resolved-by-hand', why: 'seen' });
}
