import { nextPollAt } from './poll-times.ts';
import { withoutWords } from '../history.ts';
import { isReceiptFinal, nextReceipt, type ReceiptState } from './state.ts';
import { receiptWokenForMs } from '../grace-periods.ts';

/** Only polling is left to do for the receipt. `whole`: the ThankU is finished too. */
export function receiptSettled(receipt: ReceiptState, whole: boolean, nowMs: number): ReceiptState | undefined {
  if (!isReceiptFinal(receipt)) return undefined;
  const { dueKind, dueAt } = restsAs(receipt, nowMs);
  if (receipt.dueKind === dueKind && (receipt.settledAt !== undefined || !whole)) return undefined;
  const leftover = whole
    ? {
        settledAt: new Date(nowMs).toISOString(),
        lastError: undefined,
        history: withoutWords(receipt.history),
        attempt: undefined,
        erase: undefined,
      }
    : {};
  return { ...nextReceipt(receipt, nowMs, leftover), dueKind, dueAt };
}

/** The due kind of a final receipt: `follow` if Thanx is to be polled, otherwise none. */
function restsAs(
  { follow, userId, dueKind, dueAt }: ReceiptState,
  nowMs: number,
): Pick<ReceiptState, 'dueKind' | 'dueAt'> {
  if (follow === undefined || userId === undefined) return { dueKind: undefined, dueAt: undefined };
  if (dueKind === 'follow') return { dueKind, dueAt };
  return { dueKind: 'follow', dueAt: nextPollAt({ ...follow, userId }, nowMs) };
}

/** An attempt is open, so a wake-up would do nothing. `undefined`: none is, or the row isn't due. */
export const sendingStill = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  receipt.state === 'sending' && (receipt.attempt?.deadAt ?? 0) > nowMs && receiptWoken(receipt, nowMs) !== undefined
    ? { ...receipt, dueAt: receipt.attempt?.deadAt }
    : undefined;

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function receiptWoken(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.dueKind !== 'receipt' || receipt.dueAt === undefined || receipt.dueAt > nowMs) return undefined;
  return { ...receipt, dueAt: nowMs + receiptWokenForMs };
}
