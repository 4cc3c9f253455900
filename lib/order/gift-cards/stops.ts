import { goesOn, isDue, lastRecheckAt, waitsUntil } from '../stops.ts';
import { cardsIdle, nextGiftCards, type GiftCardsState } from './state.ts';

/** They wait on their row, without a message, for a resume (`brake`) or for a circuit that closes (`hold`). `undefined`: somebody is at them. */
export const cardsStopped = (
  row: GiftCardsState,
  waitsFor: GiftCardsState['waitsFor'],
  untilMs: number,
  nowMs: number,
): GiftCardsState | undefined =>
  cardsIdle(row, nowMs) ? nextGiftCards(row, nowMs, { waitsFor, ...waitsUntil(untilMs) }) : undefined;

/** They may go on. `undefined`: they were not stopped, or somebody is at them. See `resumed` of the ThankU. */
export const cardsResumed = (row: GiftCardsState, nowMs: number, dueAt?: number): GiftCardsState | undefined =>
  row.waitsFor !== undefined && cardsIdle(row, nowMs)
    ? nextGiftCards(row, nowMs, { waitsFor: undefined, ...goesOn(nowMs, dueAt) })
    : undefined;

/** What stops them goes on stopping them. `undefined`: they are not stopped, or not due. */
export const cardsStillStopped = (row: GiftCardsState, untilMs: number, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor !== undefined && isDue(row, nowMs) ? { ...row, ...waitsUntil(untilMs) } : undefined;

/** Were woken as a circuit's probe: all that wait already have their turn before the next one of these. `undefined`: they wait for no circuit. */
export const cardsProbe = (row: GiftCardsState, nowMs: number): GiftCardsState | undefined =>
  row.waitsFor === 'hold' && cardsIdle(row, nowMs) ? { ...row, ...waitsUntil(lastRecheckAt(nowMs)) } : undefined;
