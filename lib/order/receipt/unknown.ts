import { showsAfterMs } from '../timing.ts';
import type { HandOverReason } from '../reasons.ts';
import { whyOf, type LastError } from '../history.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isAttemptOpen } from './transitions.ts';

/** Between the two looks that must both find nothing. */
const betweenLooksMs = 10 * 60_000;
/** After a look that did not see everything. */
const incompleteMs = 5 * 60_000;
/** Not looked at wholly twice within this time: somebody has to see why. */
const lookForMs = 48 * 60 * 60_000;

/** Nobody can say what the attempt did; sending again could credit twice. It is looked for in Thanx's list first. */
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

/** Whether an unknown outcome is now to be looked for. Woken earlier, it is left to its row. */
export function isLookDue(receipt: ReceiptState, nowMs: number): boolean {
  if (receipt.state !== 'unknown' || receipt.dueKind !== 'receipt') return false;
  const last = receipt.negatives?.at(-1);
  return nowMs >= (last === undefined ? (receipt.attempt?.deadAt ?? 0) + showsAfterMs : last + betweenLooksMs);
}

/**
 * A look saw all of the customer's receipts, and this one was not there. The second time it is sent once more: back to
 * `waiting`. One that was sent again already is a person's. A look that began too early after the one before is none.
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
      {
        negatives: [endedMs],
        waitsFor: undefined,
        dueAt: endedMs + betweenLooksMs,
      },
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

/** Why a receipt is handed over that was sent twice and is not in Thanx's list. */
const notThere = 'not-there' satisfies HandOverReason;

/**
 * A person has it looked for again, and the time for that begins anew. Nothing is sent that the looks would not have sent
 * anyway. `undefined`: it waits for no person.
 */
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

/** A look that did not see everything says nothing: another one later, and for two days at most. */
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
