import { triedNow, waitsOn } from '../stops.ts';
import { cardsIdle, nextGiftCards, type GiftCardsState, type GiftCardState } from './state.ts';

/** Gift cards that wait for their next attempt have their turn now. `undefined`: they don't wait, are stopped, or somebody is at them. */
export function cardsExpedited(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (row.waitsFor !== undefined || !cardsIdle(row, nowMs) || !waitsOn(row, nowMs)) return undefined;
  return nextGiftCards(row, nowMs, triedNow(nowMs));
}

/** Rejected gift cards get another chance; the others stay as they are. `undefined`: there is none, or somebody is at them. */
export function cardsRetriedManually(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (!row.cards.some(({ state }) => state === 'rejected') || (row.attempt?.deadAt ?? 0) > nowMs) return undefined;
  const cards = row.cards.map((card): GiftCardState =>
    card.state === 'rejected' ? { ...card, state: 'waiting', reason: undefined } : card,
  );
  const changes = { cards, attempts: 0, announced: undefined, attempt: undefined, settledAt: undefined };
  return nextGiftCards(row, nowMs, { ...changes, ...triedNow(nowMs) });
}
