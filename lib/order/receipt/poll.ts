import { pollForMs, nextPollAt } from './poll-times.ts';
import { nextReceipt, type ReceiptState } from './state.ts';

/** What Thanx decided about a receipt. */
export interface Decision {
  state: 'applied' | 'denied';
  /** Why it was denied, scrubbed, at most 500 characters. */
  rejectionText?: string;
}

/** Nothing is left to be asked about it. */
const noMore = { follow: undefined, userId: undefined, dueAt: undefined };

/** Housekeeping is about to ask for a look: the next one has its time already. `undefined`: it is not due. */
export function pollWoken(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.dueKind !== 'follow' || receipt.dueAt === undefined || receipt.dueAt > nowMs) return undefined;
  const { follow, userId } = receipt;
  if (follow === undefined || userId === undefined) return { ...receipt, ...noMore, dueKind: undefined };
  const { since } = follow;
  if (receipt.announced !== false && nowMs - since > pollForMs) return nextReceipt(receipt, nowMs, noMore);
  return { ...receipt, dueAt: nextPollAt({ since, userId }, nowMs) };
}

/** Thanx has decided. The event is still to go out. */
export function decided(receipt: ReceiptState, id: string, decision: Decision, nowMs: number) {
  if (receipt.state !== 'submitted' || receipt.id !== id) return undefined;
  const changes = { ...decision, announced: false, dueAt: receipt.dueAt };
  return nextReceipt(receipt, nowMs, changes, { what: 'decided', why: decision.state });
}

/** "Receipt Settled" went out: nothing is left to be asked about it. */
export function decisionPublished(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if ((receipt.state !== 'applied' && receipt.state !== 'denied') || receipt.announced !== false) return undefined;
  return nextReceipt(receipt, nowMs, { ...noMore, announced: true });
}

/** Thanx holds more receipts with this order's marker than the row knows of: must never happen. */
export function duplicatesSeen(receipt: ReceiptState, ids: readonly string[], nowMs: number) {
  const known = receipt.duplicateIds ?? [];
  const fresh = ids.filter((id) => id !== receipt.id && !known.includes(id));
  return fresh.length === 0 ? undefined : nextReceipt(receipt, nowMs, { duplicateIds: [...known, ...fresh] });
}

/** The customer asked to be forgotten: what the receipt becomes is not asked any more. */
export function pollingStopped(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.follow === undefined) return undefined;
  return nextReceipt(receipt, nowMs, receipt.dueKind === 'follow' ? noMore : { follow: undefined, userId: undefined });
}
