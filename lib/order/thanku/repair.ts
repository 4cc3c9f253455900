import { triedNow, waitsOn } from '../waiting.ts';
import { roundOf } from './limit.ts';
import { isFinal, leased, nextThanku, type ThankuState } from './state.ts';

/** Retries a failed order with its frozen request. `undefined`: it hasn't failed, or a worker is processing it. */
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

/** Retries a waiting order now. `undefined`: it isn't waiting, or a worker is processing it. */
export function expedited(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state !== 'waiting' || leased(order, nowMs) || !waitsOn(order, nowMs)) return undefined;
  return nextThanku(order, nowMs, triedNow(nowMs), { what: 'retried-by-hand' });
}

/** ThankU definitely rejected every attempt, so no ThankU has the order's pid and another may be requested. */
export const allRefused = ({ attempts, refusals, restored }: ThankuState): boolean =>
  attempts > 0 && refusals === attempts && restored !== true;

/** Waits and certainly has no ThankU: no attempt began, or all were refused while the shop's circuit was open. */
export const isUntried = ({ state, attempts, refusals = 0, lease, restored }: ThankuState): boolean =>
  (state === 'waiting' || state === 'held') && attempts === refusals && lease === undefined && restored !== true;

/**
 * Replaces the request of an order by one from corrected settings. A failed order is retried; one that was never tried
 * keeps waiting. `undefined`: the row has changed since that was decided, or a ThankU may exist.
 */
export function refrozen(
  order: ThankuState,
  seen: Pick<ThankuState, 'attempts' | 'frozen'>,
  request: Required<Pick<ThankuState, 'frozen' | 'cause' | 'impact'>> & Pick<ThankuState, 'use100Grams' | 'simulated'>,
  nowMs: number,
): ThankuState | undefined {
  if (order.attempts !== seen.attempts || order.frozen !== seen.frozen) return undefined;
  if (order.erase === true) return undefined;
  const happening = { what: 'refrozen-by-hand' } as const;
  // What was reserved may be too little for the new request.
  const changes = { ...request, counted: undefined, limitRound: roundOf(order) + 1 };
  if (isUntried(order)) return nextThanku(order, nowMs, changes, happening);
  const again = allRefused(order) ? retriedManually(order, nowMs) : undefined;
  return again && nextThanku({ ...again, history: order.history }, nowMs, changes, happening);
}

/** A person has looked into the order. `undefined`: it isn't waiting for that. */
export function lookedInto(order: ThankuState, nowMs: number): ThankuState | undefined {
  // Unpublished events and open work have other due kinds.
  if (order.dueKind !== 'stuck' || !isFinal(order)) return undefined;
  if (order.stuck !== 'perhaps-thanked' && order.stuck !== 'reinstated') return undefined;
  const changes = { stuck: 'seen' as const, dueAt: undefined };
  return nextThanku(order, nowMs, changes, { what: 'resolved-by-hand', why: 'seen' });
}
