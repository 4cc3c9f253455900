import { cardsIdle, GiftCardsState } from './gift-cards/state.ts';
import { happened, type Happening } from './history.ts';
import { nextReceipt, receiptHappened, type ReceiptState } from './receipt/state.ts';
import { isLookDue } from './receipt/unknown.ts';
import { isFinal, leased, ThankuState } from './thanku/state.ts';

/** A failed order gets another chance, with the bytes that are frozen. `undefined`: it has not failed, or somebody is at it. */
export function retriedByHand(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state !== 'failed' || leased(order, nowMs)) return undefined;
  const { reason: _, lease: __, announced: ___, announcingUntil: ____, ...rest } = order;
  const history = happened(order.history, { what: 'retried-by-hand', at: nowMs });
  return ThankuState.parse({ ...rest, state: 'waiting', attemptsBefore: order.attempts, history, ...atOnce(nowMs) });
}

/** It waits for its next attempt, or for a wake-up that may have been lost. */
const waitsOn = ({ notBefore, dueAt = 0 }: Pick<ThankuState, 'notBefore' | 'dueAt'>, nowMs: number): boolean =>
  notBefore > nowMs || dueAt > nowMs;

/** An order that waits for its next attempt is tried now. `undefined`: it does not wait, or somebody is at it. */
export function hurriedByHand(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state !== 'waiting' || leased(order, nowMs) || !waitsOn(order, nowMs)) return undefined;
  const history = happened(order.history, { what: 'retried-by-hand', at: nowMs });
  return ThankuState.parse({ ...order, history, ...atOnce(nowMs) });
}

/** The same of a receipt that has not left, or that is to be looked for. */
export function receiptHurriedByHand(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.waitsFor !== undefined || !waitsOn(receipt, nowMs)) return undefined;
  if (isLookDue(receipt, nowMs)) return nextReceipt(receipt, nowMs, { dueAt: nowMs });
  if (receipt.state !== 'waiting') return undefined;
  return receiptHappened(receipt, nowMs, { what: 'retried-by-hand' }, { ...atOnce(nowMs), dueKind: 'receipt' });
}

/** The same of an order's gift cards. */
export function cardsHurriedByHand(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (row.waitsFor !== undefined || !cardsIdle(row, nowMs) || !waitsOn(row, nowMs)) return undefined;
  return GiftCardsState.parse({ ...row, ...atOnce(nowMs), dueKind: 'receipt' });
}

/** Every attempt ended in a definite no, so there is no ThankU under the order's pid, and it may be asked for anew. */
export const allRefused = ({ attempts, refusals }: ThankuState): boolean => attempts > 0 && refusals === attempts;

/** Its ThankU waits, and there is certainly none: no attempt has begun, or each was refused while the shop was held. */
export const isUntried = ({ state, attempts, refusals = 0, lease }: ThankuState): boolean =>
  (state === 'waiting' || state === 'held') && attempts === refusals && lease === undefined;

/**
 * A failed order gets another chance, with a request frozen from corrected settings; one that was never tried waits on with
 * it. `undefined`: it is not what it was when that was decided, or a ThankU may exist.
 */
export function refrozen(
  order: ThankuState,
  seen: Pick<ThankuState, 'attempts' | 'frozen'>,
  request: Required<Pick<ThankuState, 'frozen' | 'cause' | 'impact'>> & Pick<ThankuState, 'simulated'>,
  nowMs: number,
): ThankuState | undefined {
  if (order.attempts !== seen.attempts || order.frozen !== seen.frozen) return undefined;
  if (order.erase === true) return undefined;
  const history = refrozenHistory(order, nowMs);
  if (isUntried(order)) {
    return ThankuState.parse({ ...order, ...request, history, updatedAt: new Date(nowMs).toISOString() });
  }
  const again = allRefused(order) ? retriedByHand(order, nowMs) : undefined;
  return again && { ...again, ...request, history };
}

/** Somebody has looked into what only a person could. `undefined`: nothing of it waits for that. */
export function seenByHand(order: ThankuState, nowMs: number): ThankuState | undefined {
  // What is still to be told, or done, puts it on another shelf.
  if (order.dueKind !== 'stuck' || !isFinal(order)) return undefined;
  if (order.stuck !== 'perhaps-thanked' && order.stuck !== 'reinstated') return undefined;
  const { dueKind: _, dueAt: __, ...rest } = order;
  const history = happened(order.history, { what: 'resolved-by-hand', why: 'seen', at: nowMs });
  return ThankuState.parse({ ...rest, stuck: 'seen', history, updatedAt: new Date(nowMs).toISOString() });
}

/** A rejected receipt gets another chance. One of unknown outcome never does: it is resolved. */
export function receiptRetriedByHand(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.state !== 'rejected') return undefined;
  return receiptHappened(
    receipt,
    nowMs,
    { what: 'retried-by-hand' },
    {
      ...atOnce(nowMs),
      state: 'waiting',
      reason: undefined,
      announced: undefined,
      attempts: 0,
      dueKind: 'receipt',
    },
  );
}

/** The same with another plan, perhaps of another credential. `undefined`: it is not what it was when that was decided. */
export function receiptRefrozen(
  receipt: ReceiptState,
  seen: Pick<ReceiptState, 'lastError' | 'frozen'>,
  plan: Required<Pick<ReceiptState, 'frozen' | 'credential'>>,
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.frozen !== seen.frozen || receipt.lastError?.at !== seen.lastError?.at) return undefined;
  if (receipt.erase === true) return undefined;
  const again = receiptRetriedByHand(receipt, nowMs);
  return again && { ...again, ...plan, history: refrozenHistory(receipt, nowMs) };
}

/** An operator found out that Thanx has it. Whose it is nobody knows, so it is not followed. `undefined`: see `isUnknown`. */
export function resolvedSubmitted(receipt: ReceiptState, attemptId: string | undefined, id: string, nowMs: number) {
  if (!isUnknown(receipt, attemptId)) return undefined;
  const told = { what: 'resolved-by-hand' as const, why: 'submitted' };
  return receiptHappened(receipt, nowMs, told, {
    ...outcomeKnown,
    id,
    state: 'submitted',
    dueKind: 'settle',
    dueAt: nowMs,
  });
}

/** An operator found out that Thanx has it not: it is sent again, or given up where its data is gone. */
export function resolvedNotSent(
  receipt: ReceiptState,
  attemptId: string | undefined,
  { sendable }: { sendable: boolean },
  nowMs: number,
) {
  if (!isUnknown(receipt, attemptId)) return undefined;
  const told = { what: 'resolved-by-hand' as const, why: 'not-sent' };
  if (!sendable || receipt.erase === true) {
    const end = { state: 'skipped', reason: 'erased', dueKind: 'settle', dueAt: nowMs };
    return receiptHappened(receipt, nowMs, told, { ...outcomeKnown, ...end });
  }
  return receiptHappened(receipt, nowMs, told, {
    ...atOnce(nowMs),
    ...outcomeKnown,
    state: 'waiting',
    attempts: 0,
    // Unknown again, and not in Thanx's list: a person's business again, and not sent by itself.
    resends: (receipt.resends ?? 0) + 1,
    dueKind: 'receipt',
  });
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

/** Rejected gift cards get another chance; the others stay as they are. `undefined`: there is none, or somebody is at them. */
export function cardsRetriedByHand(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (!row.cards.some(({ state }) => state === 'rejected') || (row.attempt?.deadAt ?? 0) > nowMs) return undefined;
  const cards = row.cards.map((card) =>
    card.state === 'rejected' ? { ...card, state: 'waiting', reason: undefined } : card,
  );
  const { announced: _, attempt: __, settledAt: ___, ...rest } = row;
  return GiftCardsState.parse({ ...rest, ...atOnce(nowMs), attempts: 0, cards, dueKind: 'receipt' });
}

const refrozenHistory = ({ history }: { history?: Happening[] | undefined }, nowMs: number): Happening[] =>
  happened(history, { what: 'refrozen-by-hand', at: nowMs });

/** Due now, so that housekeeping finds it should the wake-up be lost. */
const atOnce = (nowMs: number) => ({
  notBefore: nowMs,
  dueKind: 'thanku' as const,
  dueAt: nowMs,
  updatedAt: new Date(nowMs).toISOString(),
});
