import type { Reservation } from '../../limit/limit-row.ts';
import type { HeldReason } from '../reasons.ts';
import { triedNow } from '../waiting.ts';
import { due, isFinal, leased, mayExist, nextThanku, type ThankuState } from './state.ts';
import { held } from './transitions.ts';

const limit = 'limit' satisfies HeldReason;

export const roundOf = ({ limitRound = 0 }: ThankuState): number => limitRound;

/** Waits for its shop's limit. Only housekeeping releases it, the oldest order first. */
export const waitsForLimit = ({ state, reason }: { state: string; reason?: string | undefined }): boolean =>
  state === 'held' && reason === limit;

/**
 * Must be counted before it's attempted. An order that may have its ThankU already needs no more units, unless its table
 * was restored: nobody knows whether it has.
 */
export const isUncounted = (order: ThankuState): boolean =>
  order.counted === undefined && order.simulated !== true && (order.restored === true || !mayExist(order));

/**
 * The row as it may be leased while its shop has a limit. `undefined`: it isn't counted, and the reservation isn't for
 * it, or not any more.
 */
export function countedWith(order: ThankuState, reservation: Reservation | undefined): ThankuState | undefined {
  if (!isUncounted(order)) return order;
  if (reservation === undefined || reservation.round !== roundOf(order)) return undefined;
  const { id, units, day } = reservation;
  return { ...order, counted: { id, units, day } };
}

/** Waits for its shop's limit, in line by its age. @param untilMs when the next period begins, epoch ms */
export function heldForLimit(order: ThankuState, untilMs: number, nowMs: number): ThankuState | undefined {
  const row = held(order, limit, untilMs, nowMs);
  return row && due(row, Date.parse(row.createdAt));
}

/** It's the order's turn. `undefined`: it doesn't wait for the limit. */
export const releasedByLimit = (order: ThankuState, nowMs: number): ThankuState | undefined =>
  waitsForLimit(order)
    ? nextThanku(order, nowMs, { state: 'waiting', reason: undefined, ...triedNow(nowMs) })
    : undefined;

/** Never thanked, because the limit was reached. Its receipt and gift cards continue. */
export function skippedForLimit(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (isFinal(order) || order.state === 'failed' || order.state === 'early' || leased(order, nowMs)) return undefined;
  const perhaps = mayExist(order) ? ({ stuck: 'perhaps-thanked' } as const) : {};
  const changes = {
    state: 'skipped',
    reason: limit,
    lease: undefined,
    announced: true,
    dueAt: nowMs,
    ...perhaps,
  } as const;
  return nextThanku(order, nowMs, changes, { what: 'skipped', why: limit });
}

/** From now on, nothing that was reserved for the order can be used. Only then may units be returned. */
export const countVoided = (order: ThankuState, nowMs: number): ThankuState =>
  nextThanku(order, nowMs, { counted: undefined, limitRound: roundOf(order) + 1 });

/** What has become of a reservation, from its order's row. */
export type Fate =
  /** A ThankU has, or may have, its units. */
  | 'spent'
  /** The row must refuse it first; then its units are returned. */
  | 'unused'
  /** The row refuses it already. */
  | 'void'
  /** Its order is still open. */
  | 'open';

export function fateOf(order: ThankuState, { id, round }: Pick<Reservation, 'id' | 'round'>): Fate {
  const isCounted = order.counted?.id === id;
  if (!isCounted && roundOf(order) > round) return 'void';
  if (!isCounted && order.counted !== undefined) return 'unused';
  if (order.state === 'posted') return 'spent';
  if (order.state === 'simulated') return 'unused';
  if (order.lease !== undefined) return 'open';
  if (mayExist(order) && (isCounted || order.restored !== true)) return 'spent';
  return order.state === 'failed' || order.state === 'skipped' ? 'unused' : 'open';
}

/** Makes sure that a reservation is never used. `undefined`: the row has changed, and it may be. */
export function voidedFor(
  order: ThankuState,
  reservation: Pick<Reservation, 'id' | 'round'>,
  nowMs: number,
): ThankuState | undefined {
  if (fateOf(order, reservation) !== 'unused') return undefined;
  const { counted } = order;
  const isOthers = counted !== undefined && counted.id !== reservation.id;
  return isOthers ? { ...order, limitRound: roundOf(order) + 1 } : countVoided(order, nowMs);
}
