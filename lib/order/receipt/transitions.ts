import type { ReceiptRejection, ReceiptSkipReason } from '../reasons.ts';
import { whyOf, type LastError } from '../history.ts';
import { messageGraceMs } from '../grace-periods.ts';
import { nextReceipt, type Follow, type ReceiptChanges, type ReceiptState } from './state.ts';

/** Opens an attempt. Only from `waiting`. */
export function sending(
  receipt: ReceiptState,
  attempt: { id: string; sendBy: number; deadAt: number },
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'waiting') return undefined;
  return nextReceipt(receipt, nowMs, {
    state: 'sending',
    waitsFor: undefined,
    attempt,
    attempts: receipt.attempts + 1,
    dueAt: dueWhileSending(receipt, attempt.deadAt, nowMs),
  });
}

/** A new time would cost two writes of the index. Housekeeping doesn't wake the receipt before `deadAt`, whatever this time is. */
const dueWhileSending = ({ dueAt = 0 }: ReceiptState, deadAt: number, nowMs: number): number =>
  dueAt > nowMs && dueAt < deadAt ? dueAt : deadAt;

/** Thanx answered with an id, perhaps very late. A second id is added to `duplicateIds`, which raises an alarm. */
export function submitted(
  receipt: ReceiptState,
  answer: { id: string; userId?: string },
  { purchasedAtMs, ...followed }: Omit<Follow, 'since'> & Pick<ReceiptState, 'purchasedAtMs'>,
  nowMs: number,
) {
  if (receipt.id === answer.id) return undefined;
  if (receipt.id !== undefined) {
    const known = receipt.duplicateIds ?? [];
    return known.includes(answer.id) ? undefined : nextReceipt(receipt, nowMs, { duplicateIds: [...known, answer.id] });
  }
  return nextReceipt(
    receipt,
    nowMs,
    {
      ...answer,
      state: 'submitted',
      // An erased customer's receipt isn't polled. Without a user id it can't be.
      ...(receipt.erase === true || answer.userId === undefined
        ? { userId: undefined }
        : { follow: { ...followed, since: nowMs }, purchasedAtMs }),
      reason: undefined,
      announced: undefined,
      negatives: undefined,
      lookedForSince: undefined,
      waitsFor: undefined,
      attempt: undefined,
      lastError: undefined,
      dueAt: receipt.state === 'sending' ? receipt.dueAt : nowMs,
    },
    { what: 'submitted' },
  );
}

export const isAttemptOpen = (receipt: ReceiptState, attemptId: string): boolean =>
  receipt.state === 'sending' && receipt.attempt?.id === attemptId;

/**
 * The attempt certainly did nothing, so the receipt waits until `retryAtMs`. Without an attempt id, none was open. Only
 * failures (`error`) count as attempts; waiting for a permit doesn't.
 * @param ended.byMessage whether a message comes back then; otherwise housekeeping wakes it
 */
export function deferred(
  receipt: ReceiptState,
  attemptId: string | undefined,
  retryAtMs: number,
  nowMs: number,
  {
    error,
    byMessage = true,
    waitsFor,
  }: { error?: LastError | undefined; byMessage?: boolean; waitsFor?: ReceiptState['waitsFor'] } = {},
): ReceiptState | undefined {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isAttemptOpen(receipt, attemptId)) return undefined;
  const changes: ReceiptChanges = {
    state: 'waiting',
    waitsFor,
    attempt: undefined,
    notBefore: retryAtMs,
    lastError: error ?? receipt.lastError,
    attempts: receipt.attempts + (error === undefined ? 0 : 1) - (attemptId === undefined ? 0 : 1),
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  };
  return nextReceipt(receipt, nowMs, changes, error && { what: 'attempt-failed', ...whyOf(error) });
}

export function rejected(
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: ReceiptRejection,
  error: LastError,
  nowMs: number,
) {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isAttemptOpen(receipt, attemptId)) return undefined;
  const changes: ReceiptChanges = {
    state: 'rejected',
    waitsFor: undefined,
    reason,
    attempt: undefined,
    lastError: error,
    announced: false,
    dueAt: nowMs + messageGraceMs,
  };
  return nextReceipt(receipt, nowMs, changes, { ...whyOf(error), what: 'rejected', why: reason });
}

/** The receipt isn't wanted any more. Only while no attempt is open. A rejected receipt can be skipped too. */
export function receiptSkipped(
  receipt: ReceiptState,
  reason: ReceiptSkipReason,
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'waiting' && receipt.state !== 'rejected') return undefined;
  const changes: ReceiptChanges = { state: 'skipped', reason, waitsFor: undefined, dueAt: nowMs };
  return nextReceipt(receipt, nowMs, changes, { what: 'skipped', why: reason });
}

export function receiptAnnounced(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.announced !== false) return undefined;
  return nextReceipt(receipt, nowMs, { announced: true, dueAt: nowMs }, { what: 'dead-letter' });
}
