import { triedNow, waitsOn } from '../waiting.ts';
import { maybeSent } from './restored.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isLookDue } from './unknown.ts';

/** Retries or searches for a waiting receipt now. `undefined`: it isn't waiting, or it's stopped. */
export function receiptExpedited(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.waitsFor !== undefined || !waitsOn(receipt, nowMs)) return undefined;
  if (isLookDue(receipt, nowMs)) return nextReceipt(receipt, nowMs, { dueAt: nowMs });
  if (receipt.state !== 'waiting') return undefined;
  return nextReceipt(receipt, nowMs, triedNow(nowMs), { what: 'retried-by-hand' });
}

/**
 * Retries a rejected receipt. One from a restored table is searched for first. A receipt of unknown outcome can't be
 * retried: an operator resolves it.
 */
export const receiptRetriedManually = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  retried(receipt, nowMs, {}, 'retried-by-hand');

/** Retries a rejected receipt with a new plan. `undefined`: the row has changed since that was decided. */
export function receiptRefrozen(
  receipt: ReceiptState,
  seen: Pick<ReceiptState, 'lastError' | 'frozen'>,
  plan: Required<Pick<ReceiptState, 'frozen' | 'credential' | 'amount'>>,
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.frozen !== seen.frozen || receipt.lastError?.at !== seen.lastError?.at) return undefined;
  return receipt.erase === true ? undefined : retried(receipt, nowMs, plan, 'refrozen-by-hand');
}

function retried(
  receipt: ReceiptState,
  nowMs: number,
  plan: Partial<Pick<ReceiptState, 'frozen' | 'credential' | 'amount'>>,
  what: 'retried-by-hand' | 'refrozen-by-hand',
): ReceiptState | undefined {
  if (receipt.state !== 'rejected') return undefined;
  const from = { ...plan, ...triedNow(nowMs), attempts: 0 };
  if (receipt.restored === true)
    return nextReceipt(receipt, nowMs, { ...from, ...maybeSent(nowMs), restored: undefined }, { what });
  return nextReceipt(receipt, nowMs, { ...from, state: 'waiting', reason: undefined, announced: undefined }, { what });
}

/** An operator found the receipt at Thanx. Its user id is unknown, so it isn't polled. `undefined`: see `isUnknown`. */
export function resolvedSubmitted(receipt: ReceiptState, attemptId: string | undefined, id: string, nowMs: number) {
  if (!isUnknown(receipt, attemptId)) return undefined;
  return nextReceipt(
    receipt,
    nowMs,
    { ...outcomeKnown, id, state: 'submitted', dueAt: nowMs },
    { what: 'resolved-by-hand', why: 'submitted' },
  );
}

/** An operator confirmed that Thanx doesn't have the receipt. It is sent again, or given up if its data is gone. */
export function resolvedNotSent(
  receipt: ReceiptState,
  attemptId: string | undefined,
  { sendable }: { sendable: boolean },
  nowMs: number,
) {
  if (!isUnknown(receipt, attemptId)) return undefined;
  const happening = { what: 'resolved-by-hand', why: 'not-sent' } as const;
  if (!sendable || receipt.erase === true)
    return nextReceipt(
      receipt,
      nowMs,
      { ...outcomeKnown, state: 'skipped', reason: 'erased', dueAt: nowMs },
      happening,
    );
  // If the outcome is unknown again and the search finds nothing, a person decides: it isn't resent automatically.
  const resends = (receipt.resends ?? 0) + 1;
  return nextReceipt(
    receipt,
    nowMs,
    { ...outcomeKnown, ...triedNow(nowMs), state: 'waiting', attempts: 0, resends },
    happening,
  );
}

/** Whether the outcome is unknown, and the attempt is still the one that the operator looked into. */
const isUnknown = ({ state, attempt }: ReceiptState, attemptId: string | undefined): boolean =>
  state === 'unknown' && attempt?.id === attemptId;

const outcomeKnown = {
  reason: undefined,
  attempt: undefined,
  negatives: undefined,
  lastError: undefined,
  announced: undefined,
  waitsFor: undefined,
  lookedForSince: undefined,
};
