import { goesOn, isDue, lastRecheckAt, waitsUntil } from '../waiting.ts';
import { cardsIdle, nextGiftCards, type GiftCardsState } from './state.ts';

/** They wait for a resume (`brake`) or for a circuit to close (`hold`). `undefined`: a worker is processing them. */
export const cardsStopped = (
  row: GiftCardsState,
  waitsFor: GiftCardsState['waitsFor'],
  untilMs: number,
  nowMs: number,
): GiftCardsState | undefined =>
  cardsIdle(row, nowMs) ? nextGiftCards(row, nowMs, { waitsFor, ...waitsUntil(untilMs) }) : undefined;

/** Continues stopped cards. `undefined`: they weren't stopped, or a worker is processing them. */
export const cardsResumed = (row: GiftCardsState, nowMs: number, dueAt?: number): GiftCardsState | undefined =>
  row.waitsFor !== undefined && cardsIdle(row, nowMs)
    ? nextGiftCards(row, nowMs, { waitsFor: undefined, ...goesOn(nowMs, dueAt) })
    : undefined;

/** They are still stopped. `undefined`: they aren't stopped, or aren't due. */
export const cardsStillStopped = (row: GiftCardsState, untilMs: number, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor !== undefined && isDue(row, nowMs) ? { ...row, ...waitsUntil(untilMs) } : undefined;

/** Woken as a probe: other waiting cards probe before these do again. `undefined`: they don't wait for a circuit. */
export const cardsProbe = (row: GiftCardsState, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor === 'hold' && cardsIdle(row, nowMs) ? { ...row, ...waitsUntil(lastRecheckAt(nowMs)) } : undefined;
