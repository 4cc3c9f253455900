import { receiptWokenForMs } from '../grace-periods.ts';
import { withoutWords } from '../history.ts';
import { isBasketFinal, isSending, nextBasket, type BasketState } from './state.ts';

const isRefused = ({ state }: Pick<BasketState, 'state'>): boolean => state === 'rejected' || state === 'refund-failed';

/** What its last change says was published. `undefined`: the row says something else by now. */
export function basketAnnounced(
  basket: BasketState,
  published: Pick<BasketState, 'state' | 'refunded'>,
  nowMs: number,
): BasketState | undefined {
  if (basket.announced !== false || basket.refunded !== published.refunded) return undefined;
  if (isRefused(basket) !== isRefused(published)) return undefined;
  const happening = isRefused(basket) ? { what: 'dead-letter' as const } : undefined;
  // A refund that is still to be sent stays due when it was.
  const dueAt = basket.state === 'refunding' ? basket.dueAt : nowMs;
  return nextBasket(basket, nowMs, { announced: true, dueAt }, happening);
}

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
