import { goesOn, isDue, lastRecheckAt, waitsUntil } from '../waiting.ts';
import { isSending, nextBasket, type BasketState } from './state.ts';

/** Whether something is to be sent, and no worker is sending it. */
const isIdle = (basket: BasketState, nowMs: number): boolean =>
  (basket.state === 'waiting' || basket.state === 'refunding') && !isSending(basket, nowMs);

/** Waits on its row, without a message, for a resume (`brake`) or for the circuit to close (`hold`). Not an attempt. */
export const basketStopped = (
  basket: BasketState,
  waitsFor: BasketState['waitsFor'],
  untilMs: number,
  nowMs: number,
): BasketState | undefined =>
  isIdle(basket, nowMs) ? nextBasket(basket, nowMs, { waitsFor, ...waitsUntil(untilMs) }) : undefined;

/** Continues. `undefined`: it wasn't stopped. See the ThankU's `resumed`. */
export const basketResumed = (basket: BasketState, nowMs: number, dueAt?: number): BasketState | undefined =>
  basket.waitsFor === undefined
    ? undefined
    : nextBasket(basket, nowMs, { waitsFor: undefined, ...goesOn(nowMs, dueAt) });

/** It is still stopped. `undefined`: it isn't stopped, or isn't due. */
export const basketStillStopped = (basket: BasketState, untilMs: number, nowMs: number): BasketState | undefined =>
  basket.waitsFor !== undefined && isDue(basket, nowMs) ? { ...basket, ...waitsUntil(untilMs) } : undefined;

/**
 * Woken as a probe: the other waiting baskets probe before it does again. `undefined`: it doesn't wait for a circuit.
 */
export const basketProbes = (basket: BasketState, nowMs: number): BasketState | undefined =>
  basket.waitsFor === 'hold' && isIdle(basket, nowMs) ? { ...basket, ...waitsUntil(lastRecheckAt(nowMs)) } : undefined;
