import { goesOn, isDue, lastRecheckAt, waitsUntil } from '../waiting.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isLookDue } from './unknown.ts';

/** Waits on its row, without a message, for a resume (`brake`) or for the circuit to close (`hold`). Not an attempt. */
export const receiptStopped = (
  receipt: ReceiptState,
  waitsFor: ReceiptState['waitsFor'],
  untilMs: number,
  nowMs: number,
): ReceiptState | undefined =>
  receipt.state === 'waiting' ? nextReceipt(receipt, nowMs, { waitsFor, ...waitsUntil(untilMs) }) : undefined;

/** An operator has paused the search for an unknown outcome. The paused time doesn't count towards its limit. */
export const lookStopped = (receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined =>
  receipt.state === 'unknown' && receipt.dueKind === 'receipt'
    ? nextReceipt(receipt, nowMs, { waitsFor: 'brake', lookedForSince: nowMs, dueAt: untilMs })
    : undefined;

/** Continues with sending or searching. `undefined`: it wasn't stopped. See the ThankU's `resumed`. */
export function receiptResumed(receipt: ReceiptState, nowMs: number, dueAt?: number): ReceiptState | undefined {
  if (receipt.waitsFor === undefined) return undefined;
  const changes = { waitsFor: undefined, ...goesOn(nowMs, dueAt) };
  if (receipt.state === 'waiting') return nextReceipt(receipt, nowMs, changes);
  return isLookDue(receipt, nowMs) ? nextReceipt(receipt, nowMs, { ...changes, lookedForSince: nowMs }) : undefined;
}

/** It is still stopped. `undefined`: it isn't stopped, or isn't due. */
export const receiptStillStopped = (receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor !== undefined && isDue(receipt, nowMs)
    ? { ...receipt, ...waitsUntil(untilMs), ...(receipt.state === 'unknown' && { lookedForSince: nowMs }) }
    : undefined;

/**
 * Woken as a probe: the other waiting receipts probe before it does again. `undefined`: it doesn't wait for a circuit.
 */
export const receiptProbes = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor === 'hold' && receipt.state === 'waiting'
    ? { ...receipt, ...waitsUntil(lastRecheckAt(nowMs)) }
    : undefined;
