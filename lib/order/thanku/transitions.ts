import { whyOf, type LastError } from '../history.ts';
import type { FailedReason, HeldReason, ReversalKind } from '../reasons.ts';
import {
  isFinal,
  leased,
  mayExist,
  nextThanku,
  reversalOf,
  unansweredOf,
  type ThankuChanges,
  type ThankuState,
} from './state.ts';
import { announcingMs, messageGraceMs } from '../grace-periods.ts';

/** Takes the right to attempt. `undefined`: another worker has it, or the order can't be posted now. */
export function lease(
  order: ThankuState,
  taken: { id: string; until: number },
  nowMs: number,
): ThankuState | undefined {
  if (order.state !== 'waiting' && order.state !== 'held') return undefined;
  if (leased(order, nowMs) || order.notBefore > nowMs) return undefined;
  const died = order.lease && { what: 'worker-died' as const, at: order.lease.until };
  const changes: ThankuChanges = {
    state: 'waiting',
    reason: undefined,
    // The previous worker's outcome is unknown.
    ...(order.lease !== undefined && { unanswered: unansweredOf(order) + 1 }),
    lease: taken,
    attempts: order.attempts + 1,
    dueAt: taken.until,
  };
  return nextThanku(order, nowMs, changes, died);
}

/** The time at which a row is due, or a minute from now if that's too early or too late for what is left to do. */
const stillDue = ({ dueKind, dueAt = 0 }: ThankuState, notBeforeMs: number, nowMs: number): number =>
  dueKind === 'thanku' && dueAt >= notBeforeMs && dueAt <= nowMs + messageGraceMs ? dueAt : nowMs + messageGraceMs;

/**
 * ThankU answered with an id. This is recorded in every state, because the ThankU exists. The worker that records it
 * has the right to publish it.
 */
export function posted(
  order: ThankuState,
  thanku: { id: string; link?: string; certificateNum?: string; certificateLink?: string },
  simulated: boolean,
  nowMs: number,
): ThankuState | undefined {
  if (order.state === 'posted' || order.state === 'simulated') return undefined;
  const announcingUntil = nowMs + announcingMs;
  return nextThanku(
    order,
    nowMs,
    {
      ...thanku,
      state: simulated ? 'simulated' : 'posted',
      reason: undefined,
      lease: undefined,
      lastError: undefined,
      stuck: undefined,
      // "Order Reversed" may have been published with `perhaps`. Now it's published again without it.
      reversed: order.reversed && { ...order.reversed, told: undefined },
      announced: false,
      announcingUntil,
      // The order was given up before the answer came. Now there is a result to publish.
      settledAt: undefined,
      // A new time would cost two writes of the due index.
      dueAt: stillDue(order, announcingUntil, nowMs),
    },
    { what: 'posted' },
  );
}

/**
 * Schedules a retry with the same bytes at `retryAtMs`. Only for the worker that has the lease.
 * @param ended `unanswered`: the attempt may have created a ThankU; `nothing-sent`: it certainly didn't, so a corrected
 *   request may still be frozen
 */
export function retried(
  order: ThankuState,
  leaseId: string,
  error: LastError,
  retryAtMs: number,
  nowMs: number,
  ended: 'unanswered' | 'answered' | 'nothing-sent' = 'unanswered',
) {
  if (order.lease?.id !== leaseId) return undefined;
  return nextThanku(
    order,
    nowMs,
    {
      unanswered: unansweredOf({ ...order, attempts: order.attempts - 1 }) + (ended === 'unanswered' ? 1 : 0),
      ...(ended === 'nothing-sent' && { refusals: (order.refusals ?? 0) + 1 }),
      lease: undefined,
      lastError: error,
      notBefore: retryAtMs,
      dueAt: retryAtMs + messageGraceMs,
    },
    { what: 'attempt-failed', ...whyOf(error) },
  );
}

/**
 * Waits on its row, without a message, until `untilMs`. No other attempt may be open.
 * @param attempted what failed; without a lease, it failed before anything was attempted
 */
export function held(
  order: ThankuState,
  reason: HeldReason,
  untilMs: number,
  nowMs: number,
  attempted?: { leaseId: string | undefined; error: LastError },
) {
  if (isFinal(order) || order.state === 'failed') return undefined;
  const isOthers = order.lease !== undefined && order.lease.id !== attempted?.leaseId;
  if (leased(order, nowMs) && isOthers) return undefined;
  return nextThanku(
    order,
    nowMs,
    {
      state: 'held',
      reason,
      lease: undefined,
      notBefore: untilMs,
      lastError: attempted?.error ?? order.lastError,
      ...(attempted?.leaseId !== undefined && {
        unanswered: unansweredOf({ ...order, attempts: order.attempts - 1 }),
        // A 400 is definite: nothing was created, so a corrected request may be frozen.
        ...(attempted.error.code === 'rejected' && { refusals: (order.refusals ?? 0) + 1 }),
      }),
      // The previous worker's outcome is unknown.
      ...(isOthers && { unanswered: unansweredOf(order) + 1 }),
      dueAt: untilMs,
    },
    { ...(attempted && whyOf(attempted.error)), what: 'held', why: reason },
  );
}

/** Gives a lease back without an attempt. */
export function leaseGivenBack(order: ThankuState, leaseId: string, nowMs: number) {
  if (order.lease?.id !== leaseId) return undefined;
  return nextThanku(order, nowMs, { lease: undefined, attempts: order.attempts - 1, dueAt: nowMs + messageGraceMs });
}

/**
 * @param refused whether the attempt certainly created nothing
 * @param unanswered whether it may have created a ThankU
 */
export function failed(
  order: ThankuState,
  leaseId: string,
  { reason, refused, unanswered = !refused }: { reason: FailedReason; refused: boolean; unanswered?: boolean },
  error: LastError,
  nowMs: number,
) {
  if (order.lease?.id !== leaseId) return undefined;
  return nextThanku(
    order,
    nowMs,
    {
      state: 'failed',
      reason,
      refusals: (order.refusals ?? 0) + (refused ? 1 : 0),
      unanswered: unansweredOf({ ...order, attempts: order.attempts - 1 }) + (unanswered ? 1 : 0),
      lease: undefined,
      lastError: error,
      announced: false,
      dueAt: nowMs + messageGraceMs,
    },
    { ...whyOf(error), what: 'failed', why: reason },
  );
}

/**
 * Makes sure the order is never thanked. While an attempt is open, nothing is decided, because it may be succeeding. If
 * an earlier attempt may have created a ThankU, that is published and a person must look into it.
 */
export function skipped(order: ThankuState, reason: ReversalKind, nowMs: number): ThankuState | undefined {
  if (isFinal(order) || order.state === 'early' || leased(order, nowMs)) return undefined;
  const perhaps = mayExist(order);
  const at = new Date(nowMs).toISOString();
  return nextThanku(
    order,
    nowMs,
    {
      state: 'skipped',
      reason,
      // The previous worker's outcome is unknown.
      ...(order.lease !== undefined && { unanswered: unansweredOf(order) + 1 }),
      lease: undefined,
      announced: true,
      ...(perhaps && { stuck: 'perhaps-thanked' as const, reversed: order.reversed ?? reversalOf('erased', at) }),
      dueAt: nowMs,
      // A worker may be making the basket's row at this moment, so the order still says that it has one.
      ...(order.receipt === 'wanted' ? { receipt: 'none', receiptReason: order.receiptReason ?? reason } : {}),
    },
    { what: 'skipped', why: reason },
  );
}
