import { showsAfterMs } from '../grace-periods.ts';
import type { HandOverReason } from '../reasons.ts';
import { whyOf, type LastError } from '../history.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isAttemptOpen } from './transitions.ts';

/** The least time between the two searches that must both find nothing. */
const betweenLooksMs = 10 * 60_000;
/** The delay after an incomplete search. */
const incompleteMs = 5 * 60_000;
/** If two complete searches don't succeed within this time, a person must find out why. */
const lookForMs = 48 * 60 * 60_000;

/** The attempt may have created a receipt. Sending it again could credit twice, so Thanx's list is searched first. */
export function becameUnknown(receipt: ReceiptState, attemptId: string, error: LastError, nowMs: number) {
  if (!isAttemptOpen(receipt, attemptId)) return undefined;
  const dueAt = Math.max(nowMs, receipt.attempt?.deadAt ?? 0) + showsAfterMs;
  return nextReceipt(
    receipt,
    nowMs,
    {
      state: 'unknown',
      reason: error.code,
      lastError: error,
      negatives: undefined,
      lookedForSince: undefined,
      dueAt,
    },
    { what: 'unknown', ...whyOf(error) },
  );
}

/** Whether an unknown outcome should be searched for now. If it was woken too early, its row brings it back. */
export function isLookDue(receipt: ReceiptState, nowMs: number): boolean {
  if (receipt.state !== 'unknown' || receipt.dueKind !== 'receipt') return false;
  const last = receipt.negatives?.at(-1);
  return nowMs >= (last === undefined ? (receipt.attempt?.deadAt ?? 0) + showsAfterMs : last + betweenLooksMs);
}

/**
 * A complete search didn't find the receipt. After the second such search it is sent once more, as `waiting`. If it was
 * already sent again, a person must decide. A search that began too soon after the previous one doesn't count.
 */
export function notFound(
  receipt: ReceiptState,
  attemptId: string,
  look: { startedMs: number; endedMs: number },
): ReceiptState | undefined {
  const { startedMs, endedMs } = look;
  if (receipt.attempt?.id !== attemptId || !isLookDue(receipt, startedMs)) return undefined;
  if (receipt.negatives === undefined) {
    return nextReceipt(
      receipt,
      endedMs,
      { negatives: [endedMs], waitsFor: undefined, dueAt: endedMs + betweenLooksMs },
      { what: 'not-found' },
    );
  }
  if ((receipt.resends ?? 0) > 0) return handedOver(receipt, attemptId, notThere, endedMs);
  return nextReceipt(
    receipt,
    endedMs,
    {
      state: 'waiting',
      reason: undefined,
      attempt: undefined,
      negatives: undefined,
      lookedForSince: undefined,
      waitsFor: undefined,
      resends: (receipt.resends ?? 0) + 1,
      notBefore: endedMs,
      dueAt: endedMs + showsAfterMs,
    },
    { what: 'sent-again' },
  );
}

/** The reason for handing over a receipt that was sent twice and isn't in Thanx's list. */
const notThere = 'not-there' satisfies HandOverReason;

/** An operator restarts the automatic search. `undefined`: the receipt isn't waiting for a person. */
export function lookAgainManually(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.state !== 'unknown' || receipt.dueKind !== 'stuck' || receipt.attempt === undefined) return undefined;
  return nextReceipt(
    receipt,
    nowMs,
    {
      state: 'unknown',
      reason: receipt.lastError?.code,
      negatives: undefined,
      lookedForSince: nowMs,
      dueAt: Math.max(nowMs, receipt.attempt.deadAt + showsAfterMs),
    },
    { what: 'retried-by-hand' },
  );
}

/** An incomplete search proves nothing. It is repeated later, for at most two days. */
export function lookFailed(receipt: ReceiptState, attemptId: string, retryAtMs: number | undefined, nowMs: number) {
  if (receipt.state !== 'unknown' || receipt.attempt?.id !== attemptId || receipt.dueKind !== 'receipt')
    return undefined;
  if (nowMs - Math.max(receipt.attempt.deadAt, receipt.lookedForSince ?? 0) > lookForMs)
    return handedOver(receipt, attemptId, 'not-looked-up', nowMs);
  const dueAt = Math.max(nowMs + incompleteMs, retryAtMs ?? 0);
  return nextReceipt(receipt, nowMs, { waitsFor: undefined, dueAt });
}

/** Only a person can find out what the attempt did. */
export function handedOver(receipt: ReceiptState, attemptId: string, reason: HandOverReason, nowMs: number) {
  if (receipt.state !== 'unknown' || receipt.attempt?.id !== attemptId || receipt.dueKind === 'stuck') return undefined;
  return nextReceipt(receipt, nowMs, { reason, dueAt: nowMs }, { what: 'handed-over', why: reason });
}
