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
import { messageGraceMs } from '../timing.ts';

/** Takes the right to attempt; `undefined` if another worker has it, or the order is not to be posted now. */
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
    // What the worker before did, nobody knows.
    ...(order.lease !== undefined && { unanswered: unansweredOf(order) + 1 }),
    lease: taken,
    attempts: order.attempts + 1,
    dueAt: taken.until,
  };
  return nextThanku(order, nowMs, changes, died);
}

/** ThankU answered with an id. Holds whatever happened meanwhile: the ThankU exists. */
export function posted(
  order: ThankuState,
  thanku: { id: string; link?: string; certificateNum?: string; certificateLink?: string },
  simulated: boolean,
  nowMs: number,
): ThankuState | undefined {
  if (order.state === 'posted' || order.state === 'simulated') return undefined;
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
      // "Order Reversed" may have gone out with `perhaps`: now it goes out without.
      reversed: order.reversed && { ...order.reversed, told: undefined },
      announced: false,
      // It was given up before the answer came: now there is something to tell.
      settledAt: undefined,
      dueAt: nowMs + messageGraceMs,
    },
    { what: 'posted' },
  );
}

/**
 * The same bytes again at `retryAtMs`. Only the worker whose lease it is may say so.
 * @param ended `unanswered`: the attempt may have made a ThankU; `nothing-sent`: it certainly didn't, so a corrected request may
 *   still be frozen
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
 * Waits on its row, without a message, until `untilMs`; but for `attempted`, nobody's attempt may be open.
 * @param attempted what failed; without a lease, before anything was attempted
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
        // A 400 is definite: nothing was made, so a corrected request may be frozen.
        ...(attempted.error.code === 'rejected' && { refusals: (order.refusals ?? 0) + 1 }),
      }),
      // What the worker before did, nobody knows.
      ...(isOthers && { unanswered: unansweredOf(order) + 1 }),
      dueAt: untilMs,
    },
    { ...(attempted && whyOf(attempted.error)), what: 'held', why: reason },
  );
}

/** Gives a lease back without an attempt having been made. */
export function leaseGivenBack(order: ThankuState, leaseId: string, nowMs: number) {
  if (order.lease?.id !== leaseId) return undefined;
  return nextThanku(order, nowMs, { lease: undefined, attempts: order.attempts - 1, dueAt: nowMs + messageGraceMs });
}

/**
 * @param refused whether the attempt certainly made nothing
 * @param unanswered whether it may have made a ThankU
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
 * Never to be thanked. While an attempt is open nothing is decided: it may be landing this very moment. Where an earlier one may have made a
 * ThankU, that is told, and a person has to look.
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
      lease: undefined,
      announced: true,
      ...(perhaps && { stuck: 'perhaps-thanked' as const, reversed: order.reversed ?? reversalOf('erased', at) }),
      dueAt: nowMs,
      ...(order.receipt === 'wanted' ? { receipt: 'none', receiptReason: reason } : {}),
    },
    { what: 'skipped', why: reason },
  );
}
