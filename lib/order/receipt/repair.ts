import { triedNow, waitsOn } from '../stops.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isLookDue } from './unknown.ts';

/** A receipt that waits to be sent, or to be looked for, has its turn now. `undefined`: it doesn't wait, or is stopped. */
export function receiptExpedited(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.waitsFor !== undefined || !waitsOn(receipt, nowMs)) return undefined;
  if (isLookDue(receipt, nowMs)) return nextReceipt(receipt, nowMs, { dueAt: nowMs });
  if (receipt.state !== 'waiting') return undefined;
  return nextReceipt(receipt, nowMs, triedNow(nowMs), { what: 'retried-by-hand' });
}

/** A rejected receipt gets another chance. One of unknown outcome never does: it is resolved. */
export const receiptRetriedManually = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  retried(receipt, nowMs, {}, 'retried-by-hand');

/** As `receiptRetriedManually`, with another plan, perhaps of another credential. `undefined`: it has changed since that was decided. */
export function receiptRefrozen(
  receipt: ReceiptState,
  seen: Pick<ReceiptState, 'lastError' | 'frozen'>,
  plan: Required<Pick<ReceiptState, 'frozen' | 'credential'>>,
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.frozen !== seen.frozen || receipt.lastError?.at !== seen.lastError?.at) return undefined;
  return receipt.erase === true ? undefined : retried(receipt, nowMs, plan, 'refrozen-by-hand');
}

function retried(
  receipt: ReceiptState,
  nowMs: number,
  plan: Partial<Pick<ReceiptState, 'frozen' | 'credential'>>,
  what: 'retried-by-hand' | 'refrozen-by-hand',
): ReceiptState | undefined {
  if (receipt.state !== 'rejected') return undefined;
  return nextReceipt(
    receipt,
    nowMs,
    { ...plan, ...triedNow(nowMs), state: 'waiting', reason: undefined, announced: undefined, attempts: 0 },
    { what },
  );
}

/** An operator found out that Thanx has it. Nobody knows whose it is, so it is not polled. `undefined`: see `isUnknown`. */
export function resolvedSubmitted(receipt: ReceiptState, attemptId: string | undefined, id: string, nowMs: number) {
  if (!isUnknown(receipt, attemptId)) return undefined;
  return nextReceipt(
    receipt,
    nowMs,
    { ...outcomeKnown, id, state: 'submitted', dueAt: nowMs },
    { what: 'resolved-by-hand', why: 'submitted' },
  );
}

/** An operator found out that Thanx doesn't have it: it is sent again, or given up where its data is gone. */
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
  // Unknown again, and not in Thanx's list: then a person decides again, and it is not sent automatically.
  const resends = (receipt.resends ?? 0) + 1;
  return nextReceipt(
    receipt,
    nowMs,
    { ...outcomeKnown, ...triedNow(nowMs), state: 'waiting', attempts: 0, resends },
    happening,
  );
}

/** Its outcome is unknown, and still that of the attempt that the operator looked into. */
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
