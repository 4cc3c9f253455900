import { triedNow, waitsOn } from '../waiting.ts';
import { cardsIdle, nextGiftCards, type GiftCardsState, type GiftCardState } from './state.ts';

/** Retries waiting gift cards now. `undefined`: they don't wait, are stopped, or a worker is processing them. */
export function cardsExpedited(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (row.waitsFor !== undefined || !cardsIdle(row, nowMs) || !waitsOn(row, nowMs)) return undefined;
  return nextGiftCards(row, nowMs, triedNow(nowMs));
}

/** Retries rejected gift cards and leaves the others. `undefined`: no card was rejected, or a worker is processing them. */
export function cardsRetriedManually(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (!row.cards.some(({ state }) => state === 'rejected') || (row.attempt?.deadAt ?? 0) > nowMs) return undefined;
  const cards = row.cards.map((card): GiftCardState =>
    card.state === 'rejected' ? { ...card, state: 'waiting', reason: undefined } : card,
  );
  const changes = { cards, attempts: 0, announced: undefined, attempt: undefined, settledAt: undefined };
  return nextGiftCards(row, nowMs, { ...changes, ...triedNow(nowMs) });
}
