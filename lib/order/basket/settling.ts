import { receiptWokenForMs } from '../grace-periods.ts';
import { withoutWords } from '../history.ts';
import { isBasketFinal, isSending, nextBasket, type BasketState } from './state.ts';

/** Only refunds may follow. `whole`: the ThankU is finished too. */
export function basketSettled(basket: BasketState, whole: boolean, nowMs: number): BasketState | undefined {
  if (!isBasketFinal(basket)) return undefined;
  const rests = basket.refundable === undefined ? undefined : basket.refundable.until;
  const dueKind = rests === undefined ? undefined : ('refundable' as const);
  if (basket.dueKind === dueKind && (basket.settledAt !== undefined || !whole)) return undefined;
  const leftover = whole
    ? {
        settledAt: basket.settledAt ?? new Date(nowMs).toISOString(),
        lastError: undefined,
        history: withoutWords(basket.history),
        attempt: undefined,
        erase: undefined,
      }
    : {};
  return { ...nextBasket(basket, nowMs, leftover), dueKind, dueAt: rests };
}

/** An attempt is open, so a wake-up would do nothing. `undefined`: none is, or the row isn't due. */
export const basketSendingStill = (basket: BasketState, nowMs: number): BasketState | undefined =>
  isSending(basket, nowMs) && basketWoken(basket, nowMs) !== undefined
    ? { ...basket, dueAt: basket.attempt?.deadAt }
    : undefined;

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function basketWoken(basket: BasketState, nowMs: number): BasketState | undefined {
  if (basket.dueKind !== 'receipt' || basket.dueAt === undefined || basket.dueAt > nowMs) return undefined;
  return { ...basket, dueAt: nowMs + receiptWokenForMs };
}
