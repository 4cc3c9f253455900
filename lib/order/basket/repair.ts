import { triedNow, waitsOn } from '../waiting.ts';
import { mayBeSentFrom } from './sent.ts';
import { isSending, nextBasket, type BasketState } from './state.ts';

/** Sends a waiting basket or refund now, or as soon as it may be sent. `undefined`: it isn't waiting, or it's stopped. */
export function basketExpedited(basket: BasketState, nowMs: number): BasketState | undefined {
  if (basket.waitsFor !== undefined || !waitsOn(basket, nowMs) || isSending(basket, nowMs)) return undefined;
  if (basket.state !== 'waiting' && basket.state !== 'refunding') return undefined;
  return nextBasket(basket, nowMs, fromNow(basket, nowMs), { what: 'retried-by-hand' });
}

/**
 * Sends a rejected basket with a new plan. Its ID stays the same. `undefined`: the row has changed since that was decided, or Thanx may have the basket:
 * then only the same may be sent.
 */
export function basketRefrozen(
  basket: BasketState,
  seen: Pick<BasketState, 'lastError' | 'frozen'>,
  plan: Required<Pick<BasketState, 'frozen' | 'credential' | 'subtotal'>>,
  nowMs: number,
): BasketState | undefined {
  if (basket.frozen !== seen.frozen || basket.lastError?.at !== seen.lastError?.at) return undefined;
  if (basket.state !== 'rejected' || basket.erase === true || mayBeBilled(basket)) return undefined;
  const again = { state: 'waiting', attempts: 0, reason: undefined, announced: undefined } as const;
  return nextBasket(basket, nowMs, { ...plan, ...fromNow(basket, nowMs), ...again }, { what: 'refrozen-by-hand' });
}

/** Whether Thanx may have the basket. */
export const mayBeBilled = ({ attempt, maybeBilled, begun, refunded }: BasketState): boolean =>
  attempt !== undefined || maybeBilled === true || begun !== undefined || refunded !== undefined;

/** Sends a rejected basket, or a refund that Thanx refused, once more. `undefined`: neither. */
export function basketRetriedManually(basket: BasketState, nowMs: number): BasketState | undefined {
  if (basket.state !== 'rejected' && basket.state !== 'refund-failed') return undefined;
  const state = basket.state === 'rejected' ? 'waiting' : 'refunding';
  const again = { ...basket, state } as const;
  return nextBasket(
    again,
    nowMs,
    { ...fromNow(again, nowMs), state, attempts: 0, reason: undefined, announced: undefined },
    { what: 'retried-by-hand' },
  );
}

/** A refund still waits until nothing that was sent before can arrive. */
const fromNow = (basket: BasketState, nowMs: number) => triedNow(Math.max(nowMs, mayBeSentFrom(basket)));
