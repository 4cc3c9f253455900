import { goesOn, isDue, lastRecheckAt, waitsUntil } from '../stops.ts';
import { nextReceipt, type ReceiptState } from './state.ts';
import { isLookDue } from './unknown.ts';

/** Waits on its row, without a message, for a resume (`brake`) or for a circuit that closes (`hold`). Nothing counts as an attempt. */
export const receiptStopped = (
  receipt: ReceiptState,
  waitsFor: ReceiptState['waitsFor'],
  untilMs: number,
  nowMs: number,
): ReceiptState | undefined =>
  receipt.state === 'waiting' ? nextReceipt(receipt, nowMs, { waitsFor, ...waitsUntil(untilMs) }) : undefined;

/** Of unknown outcome, it is not looked for while an operator pauses it. That time doesn't count against it. */
export const lookStopped = (receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined =>
  receipt.state === 'unknown' && receipt.dueKind === 'receipt'
    ? nextReceipt(receipt, nowMs, { waitsFor: 'brake', lookedForSince: nowMs, dueAt: untilMs })
    : undefined;

/** May go on: to be sent, or to be looked for. `undefined`: it was not stopped. See `resumed` of the ThankU. */
export function receiptResumed(receipt: ReceiptState, nowMs: number, dueAt?: number): ReceiptState | undefined {
  if (receipt.waitsFor === undefined) return undefined;
  const changes = { waitsFor: undefined, ...goesOn(nowMs, dueAt) };
  if (receipt.state === 'waiting') return nextReceipt(receipt, nowMs, changes);
  return isLookDue(receipt, nowMs) ? nextReceipt(receipt, nowMs, { ...changes, lookedForSince: nowMs }) : undefined;
}

/** What stops it goes on stopping it. `undefined`: it is not stopped, or not due. */
export const receiptStillStopped = (receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor !== undefined && isDue(receipt, nowMs)
    ? { ...receipt, ...waitsUntil(untilMs), ...(receipt.state === 'unknown' && { lookedForSince: nowMs }) }
    : undefined;

/** Was woken as a circuit's probe: all that wait already have their turn before its next one. `undefined`: it waits for no circuit. */
export const receiptProbes = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor === 'hold' && receipt.state === 'waiting'
    ? { ...receipt, ...waitsUntil(lastRecheckAt(nowMs)) }
    : undefined;
