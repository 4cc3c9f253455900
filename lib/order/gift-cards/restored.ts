import { isOpen, nextGiftCards, type GiftCardsState, type GiftCardState } from './state.ts';

/** A card that may be at Thanx without a row that says so. It is searched for before it's sent. */
export const maybeAdded = (card: GiftCardState, since: string | undefined): GiftCardState =>
  isOpen(card) ? { ...card, state: 'unknown', mayBeAdded: true, firstSentAt: card.firstSentAt ?? since } : card;

/** The row comes from a restored table, so open cards may have been added since. `undefined`: none is open, or it's known. */
export function cardsRestored(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (!row.cards.some(isOpen) || row.cards.filter(isOpen).every(isKnown)) return undefined;
  const cards = row.cards.map((card) => maybeAdded(card, row.createdAt ?? row.startedAt));
  return nextGiftCards(row, nowMs, { cards, attempt: undefined, waitsFor: undefined, dueAt: nowMs });
}

const isKnown = ({ state, mayBeAdded }: GiftCardState): boolean => state === 'unknown' && mayBeAdded === true;
