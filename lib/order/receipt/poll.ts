import { pollForMs, nextPollAt } from './poll-times.ts';
import { nextReceipt, type ReceiptState } from './state.ts';

/** Thanx's decision about a receipt. */
export interface Decision {
  state: 'applied' | 'denied';
  /** Why Thanx denied it. Scrubbed, at most 500 characters. */
  rejectionText?: string;
}

/** What only a receipt has that Thanx hasn't decided about. */
const notFollowed = { follow: undefined, userId: undefined, purchasedAtMs: undefined };
/** Ends the polling of a receipt. */
const noMore = { ...notFollowed, dueAt: undefined };

/** Housekeeping is about to request a poll, so the next one is scheduled. `undefined`: it isn't due. */
export function pollWoken(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.dueKind !== 'follow' || receipt.dueAt === undefined || receipt.dueAt > nowMs) return undefined;
  const { follow, userId } = receipt;
  if (follow === undefined || userId === undefined) return { ...receipt, ...noMore, dueKind: undefined };
  if (receipt.announced !== false && receipt.dueAt - follow.since > pollForMs)
    return nextReceipt(receipt, nowMs, noMore);
  return { ...receipt, dueAt: nextPollAt({ ...follow, userId }, nowMs) };
}

/** Thanx has decided. The event hasn't been published yet. */
export function decided(receipt: ReceiptState, id: string, decision: Decision, nowMs: number) {
  if (receipt.state !== 'submitted' || receipt.id !== id) return undefined;
  const changes = { ...decision, announced: false, dueAt: receipt.dueAt };
  return nextReceipt(receipt, nowMs, changes, { what: 'decided', why: decision.state });
}

/** "Receipt Settled" was published, so polling ends. */
export function decisionPublished(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if ((receipt.state !== 'applied' && receipt.state !== 'denied') || receipt.announced !== false) return undefined;
  return nextReceipt(receipt, nowMs, { ...noMore, announced: true });
}

/** Thanx has several receipts with this order's marker. This must never happen. */
export function duplicatesSeen(receipt: ReceiptState, ids: readonly string[], nowMs: number) {
  const known = receipt.duplicateIds ?? [];
  const fresh = ids.filter((id) => id !== receipt.id && !known.includes(id));
  return fresh.length === 0 ? undefined : nextReceipt(receipt, nowMs, { duplicateIds: [...known, ...fresh] });
}

/** The customer asked to be erased, so polling ends. */
export function pollingStopped(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.follow === undefined) return undefined;
  return nextReceipt(receipt, nowMs, receipt.dueKind === 'follow' ? noMore : notFollowed);
}

/** No purchase finds it any more, because it fits another receipt as well. It's polled. `undefined`: none does already. */
export const onlyPolled = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  receipt.purchasedAtMs === undefined ? undefined : nextReceipt(receipt, nowMs, { purchasedAtMs: undefined });
