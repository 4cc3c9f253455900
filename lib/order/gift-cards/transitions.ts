import type { GiftCardRejection, GiftCardSkipReason } from '../reasons.ts';
import type { Changes, Undefinable } from '../due.ts';
import { cardsIdle, GiftCardState, isOpen, nextGiftCards, type GiftCardsState } from './state.ts';
import { messageGraceMs } from '../grace-periods.ts';

/** The row with changes applied. Once no card is open, the attempt ends and the row is due to publish or settle. */
function next(row: GiftCardsState, nowMs: number, changes: Changes<GiftCardsState>): GiftCardsState {
  const after = nextGiftCards(row, nowMs, changes);
  if (after.cards.some(isOpen)) return after;
  const announced = after.cards.some(({ state }) => state === 'rejected') ? (after.announced ?? false) : undefined;
  const dueAt = announced === false ? nowMs + messageGraceMs : nowMs;
  return nextGiftCards(after, nowMs, { announced, dueAt, attempt: undefined, waitsFor: undefined });
}

type CardChanges = Undefinable<Omit<GiftCardState, 'reason'>> & {
  reason?: GiftCardRejection | GiftCardSkipReason | undefined;
};

const withCard = (row: GiftCardsState, index: number, changes: CardChanges): GiftCardState[] =>
  row.cards.map((card, at) => (at === index ? GiftCardState.parse({ ...card, ...changes }) : card));

/** Takes the right to add them. Cards that a dead worker was sending may have been added. */
export function cardsTaken(row: GiftCardsState, attempt: { id: string; deadAt: number }, nowMs: number) {
  if (!cardsIdle(row, nowMs) || (row.notBefore > nowMs && row.waitsFor === undefined)) return undefined;
  const cards = row.cards.map((card): GiftCardState =>
    card.state === 'sending' ? { ...card, state: 'unknown', mayBeAdded: true } : card,
  );
  return next(row, nowMs, { attempt, cards, waitsFor: undefined, dueAt: attempt.deadAt });
}

/** Called right before the request is sent. */
export function cardSending(row: GiftCardsState, attemptId: string, index: number, nowMs: number) {
  const card = row.cards[index];
  if (row.attempt?.id !== attemptId || card === undefined || !isOpen(card)) return undefined;
  const firstSentAt = card.firstSentAt ?? new Date(nowMs).toISOString();
  return next(row, nowMs, { cards: withCard(row, index, { state: 'sending', firstSentAt }) });
}

/** The card is at Thanx, whatever the row says. */
export function cardAdded(
  row: GiftCardsState,
  index: number,
  added: { id: string; balance?: string; cardState?: 'active' | 'archived' },
  nowMs: number,
) {
  if (row.cards[index]?.state === 'added') return undefined;
  const noDoubt = { reason: undefined, lastError: undefined, mayBeAdded: undefined };
  const cards = withCard(row, index, { ...added, state: 'added', ...noDoubt });
  return next(row, nowMs, { cards, attempts: 0, settledAt: undefined });
}

/** The card won't be added. */
export function cardEnded(
  row: GiftCardsState,
  attemptId: string,
  index: number,
  end:
    | { state: 'rejected'; reason: GiftCardRejection; lastError?: GiftCardState['lastError'] }
    | { state: 'skipped'; reason: GiftCardSkipReason },
  nowMs: number,
) {
  if (row.attempt?.id !== attemptId) return undefined;
  return next(row, nowMs, { cards: withCard(row, index, { ...end, mayBeAdded: undefined }), attempts: 0 });
}

/**
 * The attempt is over, and the rest is retried at `retryAtMs`. Only an `error` counts as an attempt.
 * @param outcome.unknown whether the card being sent may have been added
 * @param outcome.byMessage whether a message comes back then; otherwise housekeeping wakes the cards
 */
export function cardsDeferred(
  row: GiftCardsState,
  attemptId: string,
  retryAtMs: number,
  nowMs: number,
  outcome: {
    error?: GiftCardState['lastError'];
    unknown?: boolean;
    byMessage: boolean;
    waitsFor?: GiftCardsState['waitsFor'];
  },
) {
  if (row.attempt?.id !== attemptId) return undefined;
  const { error, unknown = false, byMessage, waitsFor } = outcome;
  const cards = row.cards.map((card): GiftCardState => {
    if (card.state !== 'sending') return card;
    const mayBeAdded = unknown || card.mayBeAdded === true;
    return {
      ...card,
      state: mayBeAdded ? 'unknown' : 'waiting',
      ...(mayBeAdded && { mayBeAdded }),
      ...(error !== undefined && { lastError: error }),
    };
  });
  return next(row, nowMs, {
    cards,
    attempt: undefined,
    attempts: row.attempts + (error === undefined ? 0 : 1),
    notBefore: retryAtMs,
    waitsFor,
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  });
}

/** A reversal stops cards that weren't sent. An erasure stops all cards, because their numbers are deleted. */
export function cardsSkipped(
  row: GiftCardsState,
  reason: GiftCardSkipReason,
  nowMs: number,
): GiftCardsState | undefined {
  const stops = (card: GiftCardState): boolean =>
    card.state === 'waiting' || card.state === 'rejected' || (reason === 'erased' && isOpen(card));
  if (!row.cards.some(stops)) return undefined;
  const cards = row.cards.map((card): GiftCardState =>
    stops(card) ? { ...card, state: 'skipped', reason, ...(card.state === 'sending' && { mayBeAdded: true }) } : card,
  );
  return next(row, nowMs, { cards });
}

export function cardsAnnounced(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  return row.announced === false ? next(row, nowMs, { announced: true }) : undefined;
}
