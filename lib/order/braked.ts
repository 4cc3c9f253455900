import { hourMs } from '../durations.ts';
import type { HeldReason } from './reasons.ts';
import { cardsIdle, GiftCardsState } from './gift-card-state.ts';
import { nextReceipt, type ReceiptState } from './receipt-state.ts';
import { isLookDue } from './receipt-unknown.ts';
import { ThankuState } from './thanku-state.ts';

/** Why a held order waits: an operator holds its shop. */
export const braked = 'braked' satisfies HeldReason;

/**
 * Until when what an operator holds stays on its row, epoch ms. A release brings it forward; should that break off, or be
 * forgotten, the row looks up by itself this late. So rarely that a hundred thousand of them are no work to speak of, and
 * spread, so that they do not come together.
 * @param random in [0, 1)
 */
export const brakedUntil = (nowMs: number, random: number): number => Math.round(nowMs + 6 * hourMs * (1 + random));

/**
 * The same of an order whose probe was refused: later than all that wait already, so that each one's turn to carry it comes before it is
 * this one's again.
 */
export const probedUntil = (nowMs: number): number => brakedUntil(nowMs, 1);

/** How long the wake-up that a release sends may stand in its queue before housekeeping sends another. */
const wakeUpMs = 10 * 60_000;

const forward = (nowMs: number, dueAt = nowMs + wakeUpMs) => ({ notBefore: nowMs, dueAt });

/** Waits for nothing but the end of a brake or of an automatic hold. */
export const waitsForHold = ({ state, reason }: ThankuState): boolean =>
  state === 'held' && (reason === braked || reason?.startsWith('held-') === true);

/**
 * Waits no longer for an operator or for an automatic hold. `undefined`: it does not wait for that.
 * @param dueAt when housekeeping is to wake it, should nobody have
 */
export function released(order: ThankuState, nowMs: number, dueAt?: number): ThankuState | undefined {
  if (!waitsForHold(order)) return undefined;
  const { reason: _, ...rest } = order;
  return ThankuState.parse({
    ...rest,
    ...forward(nowMs, dueAt),
    state: 'waiting',
    dueKind: 'thanku',
    updatedAt: new Date(nowMs).toISOString(),
  });
}

/** What it waits for is on still. `undefined`: it does not wait for that, or not at the moment. */
export const stillHeld = (order: ThankuState, untilMs: number, nowMs: number): ThankuState | undefined =>
  waitsForHold(order) && isDue(order, nowMs) ? { ...order, notBefore: untilMs, dueAt: untilMs } : undefined;

/** As `stillHeld`, of a receipt. */
export const receiptStillHeld = (receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor !== undefined && isDue(receipt, nowMs)
    ? { ...receipt, notBefore: untilMs, dueAt: untilMs, ...(receipt.state === 'unknown' && { lookedForSince: nowMs }) }
    : undefined;

/** As `stillHeld`, of an order's gift cards. */
export const cardsStillHeld = (row: GiftCardsState, untilMs: number, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor !== undefined && isDue(row, nowMs) ? { ...row, notBefore: untilMs, dueAt: untilMs } : undefined;

/** Was woken to carry a hold's probe: all that wait already have their turn before its next one. `undefined`: it waits for no hold. */
export const carries = (order: ThankuState, nowMs: number): ThankuState | undefined =>
  order.reason !== braked && waitsForHold(order) ? { ...order, ...lastInTurn(nowMs) } : undefined;

/** As `carries`, of a receipt. */
export const receiptCarries = (receipt: ReceiptState, nowMs: number): ReceiptState | undefined =>
  receipt.waitsFor === 'hold' && receipt.state === 'waiting' ? { ...receipt, ...lastInTurn(nowMs) } : undefined;

/** As `carries`, of an order's gift cards. */
export const cardsCarry = (row: GiftCardsState, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor === 'hold' && cardsIdle(row, nowMs) ? { ...row, ...lastInTurn(nowMs) } : undefined;

const lastInTurn = (nowMs: number) => ({ notBefore: probedUntil(nowMs), dueAt: probedUntil(nowMs) });

const isDue = ({ dueAt }: Pick<ThankuState, 'dueAt'>, nowMs: number): boolean => dueAt !== undefined && dueAt <= nowMs;

/** Waits on its row, without a message, for an operator (`brake`) or for an automatic hold; nothing counts as an attempt. */
export function receiptHeld(
  receipt: ReceiptState,
  waitsFor: ReceiptState['waitsFor'],
  untilMs: number,
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'waiting') return undefined;
  return nextReceipt(receipt, nowMs, { waitsFor, notBefore: untilMs, dueKind: 'receipt', dueAt: untilMs });
}

/** A receipt of unknown outcome is not looked for while an operator holds it; that time does not run against it. */
export function lookHeld(receipt: ReceiptState, untilMs: number, nowMs: number): ReceiptState | undefined {
  if (receipt.state !== 'unknown' || receipt.dueKind !== 'receipt') return undefined;
  return nextReceipt(receipt, nowMs, { waitsFor: 'brake', lookedForSince: nowMs, dueAt: untilMs });
}

/** As `released`, of a receipt: one that waits to be sent, or to be looked for. */
export function receiptReleased(receipt: ReceiptState, nowMs: number, dueAt?: number): ReceiptState | undefined {
  if (receipt.waitsFor === undefined) return undefined;
  const freed = { waitsFor: undefined, ...forward(nowMs, dueAt) };
  if (receipt.state === 'waiting') return nextReceipt(receipt, nowMs, { ...freed, dueKind: 'receipt' });
  if (!isLookDue(receipt, nowMs)) return undefined;
  return nextReceipt(receipt, nowMs, { ...freed, lookedForSince: nowMs });
}

/** As `receiptHeld`, of an order's gift cards. `undefined`: somebody is at them. */
export function cardsHeld(
  row: GiftCardsState,
  waitsFor: GiftCardsState['waitsFor'],
  untilMs: number,
  nowMs: number,
): GiftCardsState | undefined {
  if (!cardsIdle(row, nowMs)) return undefined;
  const updatedAt = new Date(nowMs).toISOString();
  return GiftCardsState.parse({ ...row, waitsFor, notBefore: untilMs, dueKind: 'receipt', dueAt: untilMs, updatedAt });
}

/** As `released`, of an order's gift cards. */
export function cardsReleased(row: GiftCardsState, nowMs: number, dueAt?: number): GiftCardsState | undefined {
  if (row.waitsFor === undefined || !cardsIdle(row, nowMs)) return undefined;
  const { waitsFor: _, ...rest } = row;
  return GiftCardsState.parse({
    ...rest,
    ...forward(nowMs, dueAt),
    dueKind: 'receipt',
    updatedAt: new Date(nowMs).toISOString(),
  });
}
