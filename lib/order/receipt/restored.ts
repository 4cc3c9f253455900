import { showsAfterMs } from '../grace-periods.ts';
import { nextReceipt, type ReceiptState } from './state.ts';

/** The attempt that a restored table may have forgotten. Nobody waits for its answer. */
const forgottenAttempt = (nowMs: number) => ({ id: `restored-${nowMs}`, sendBy: 0, deadAt: nowMs });

/** The fields of a receipt that may be at Thanx without a row that says so. It is searched for before it's sent. */
export const maybeSent = (nowMs: number) => ({
  state: 'unknown' as const,
  reason: 'restored' as const,
  attempt: forgottenAttempt(nowMs),
  negatives: undefined,
  lookedForSince: undefined,
  waitsFor: undefined,
  announced: undefined,
  dueAt: nowMs + showsAfterMs,
});

/**
 * The row comes from a restored table, so the receipt may have been sent since. A rejected one is searched for once
 * somebody retries it. `undefined`: it can't have been sent, or a person looks for it already.
 * @param atMs when the restore began, epoch ms
 */
export function receiptRestored(receipt: ReceiptState, atMs: number): ReceiptState | undefined {
  switch (receipt.state) {
    case 'unknown':
      if (receipt.dueKind !== 'receipt' || receipt.attempt?.id === forgottenAttempt(atMs).id) return undefined;
      return nextReceipt(receipt, atMs, maybeSent(atMs), { what: 'restored' });
    case 'waiting':
    case 'sending':
      return nextReceipt(receipt, atMs, maybeSent(atMs), { what: 'restored' });
    case 'rejected':
      return receipt.restored === true
        ? undefined
        : nextReceipt(receipt, atMs, { restored: true }, { what: 'restored' });
    case 'submitted':
    case 'applied':
    case 'denied':
    case 'skipped':
      return undefined;
  }
}

/** A restored table may have forgotten that it was sent, but its customer isn't a member, so it wasn't. */
export function restoredButNobodys(
  receipt: ReceiptState,
  attemptId: string,
  reason: 'not-a-member' | 'no-email',
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'unknown' || receipt.attempt?.id !== attemptId) return undefined;
  const changes = { state: 'skipped', reason, attempt: undefined, negatives: undefined, dueAt: nowMs } as const;
  return nextReceipt(receipt, nowMs, changes, { what: 'skipped', why: reason });
}
