import * as z from 'zod';
import type { GiftCardDecision } from './gift-card-plan.ts';
import { Last4, type SealedGiftCard } from './gift-cards.ts';
import { Instant, ShopId } from './order.ts';
import { LastError, dueFields } from './thanku-state.ts';

/** One card: `waiting → sending → added`, or `rejected`, `skipped`; `unknown` until it was looked for and sent again. */
export const GiftCardState = z.object({
  last4: Last4,
  state: z.enum(['waiting', 'sending', 'unknown', 'added', 'rejected', 'skipped']),
  reason: z.string().optional(),
  /** When it was first sent. */
  firstSentAt: Instant.optional(),
  /** An attempt had no certain end: it is looked for before it is sent again. */
  mayBeAdded: z.boolean().optional(),
  /** Thanx's id of it. */
  id: z.string().optional(),
  /** What was on it when it was added, a decimal; in the merchant's currency. */
  balance: z.string().optional(),
  cardState: z.enum(['active', 'archived']).optional(),
  /** Never the vendor's words: they may quote the number. */
  lastError: LastError.omit({ words: true }).optional(),
});
export type GiftCardState = z.infer<typeof GiftCardState>;

/**
 * The gift cards of one order. POST /gift_cards takes no card twice, so sending again is safe; `attempt` only keeps two
 * workers from doing the same work.
 */
export const GiftCardsState = z.object({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  /** Absent where none of the cards is to be added. */
  credential: z.string().optional(),
  providerId: z.string().optional(),
  cards: z.array(GiftCardState).min(1),
  /** Failures in a row. */
  attempts: z.number().int(),
  /** No attempt before this instant, epoch ms. */
  notBefore: z.number().int(),
  /** One worker's right to add them, until `deadAt` (epoch ms). */
  attempt: z.object({ id: z.string(), deadAt: z.number().int() }).optional(),
  /** The dead letter and the event of rejected cards went out. */
  announced: z.boolean().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type GiftCardsState = z.infer<typeof GiftCardsState>;

const isOpen = ({ state }: GiftCardState): boolean => ['waiting', 'sending', 'unknown'].includes(state);

/** The cards that are still to be added, by their place in the order. */
export const openCards = ({ cards }: GiftCardsState): number[] =>
  [...cards.keys()].filter((index) => cards.slice(index, index + 1).some(isOpen));

export const areCardsFinal = ({ cards }: Pick<GiftCardsState, 'cards'>): boolean =>
  cards.every(({ state }) => state === 'added' || state === 'skipped');

/** How long a message may be late before housekeeping wakes the cards itself. */
const messageGraceMs = 60_000;

type Changes = Partial<Record<keyof GiftCardsState, unknown>>;

/** The row with changes applied. Without an open card nobody holds it any more, and it lies where it is looked at next. */
function next(row: GiftCardsState, nowMs: number, changes: Changes): GiftCardsState {
  const after = GiftCardsState.parse({ ...row, ...changes, updatedAt: new Date(nowMs).toISOString() });
  if (after.cards.some(isOpen)) return after;
  const announced = after.cards.some(({ state }) => state === 'rejected') ? (after.announced ?? false) : undefined;
  const shelf =
    announced === undefined
      ? { dueKind: 'settle', dueAt: nowMs }
      : announced
        ? { dueKind: 'stuck', dueAt: nowMs }
        : { dueKind: 'receipt', dueAt: nowMs + messageGraceMs };
  return GiftCardsState.parse({ ...after, ...shelf, announced, attempt: undefined });
}

const withCard = (row: GiftCardsState, index: number, changes: Partial<Record<keyof GiftCardState, unknown>>) =>
  row.cards.map((card, at) => (at === index ? GiftCardState.parse({ ...card, ...changes }) : card));

/** The row of an order's cards, as the claim writes it; cards that nobody is to add are settled from the start. */
export function firstGiftCards(
  order: { shop: string; pid: string; orderId: string; giftCards: readonly SealedGiftCard[] },
  decision: GiftCardDecision,
  notBefore: number,
  nowMs: number,
): GiftCardsState {
  const { shop, pid, orderId } = order;
  const at = new Date(nowMs).toISOString();
  const cards = order.giftCards.map((card): GiftCardState => {
    const reason = 'leftOut' in card ? card.leftOut : 'reason' in decision ? decision.reason : undefined;
    return { last4: card.last4, ...(reason === undefined ? { state: 'waiting' } : { state: 'skipped', reason }) };
  });
  const base = { shop, pid, orderId, cards, attempts: 0, notBefore, createdAt: at, updatedAt: at };
  if (areCardsFinal({ cards }) || 'reason' in decision) return { ...base, settledAt: at };
  const { credential, providerId } = decision.plan;
  return { ...base, credential, providerId, dueKind: 'receipt', dueAt: notBefore + messageGraceMs };
}

/** Takes the right to add them; what a worker had under way when it died may have been added. */
export function cardsTaken(row: GiftCardsState, attempt: { id: string; deadAt: number }, nowMs: number) {
  if (!row.cards.some(isOpen) || row.notBefore > nowMs || (row.attempt?.deadAt ?? 0) > nowMs) return undefined;
  const cards = row.cards.map((card) =>
    card.state === 'sending' ? { ...card, state: 'unknown', mayBeAdded: true } : card,
  );
  return next(row, nowMs, { attempt, cards, dueKind: 'receipt', dueAt: attempt.deadAt });
}

/** Right before the request leaves. */
export function cardSending(row: GiftCardsState, attemptId: string, index: number, nowMs: number) {
  const card = row.cards[index];
  if (row.attempt?.id !== attemptId || card === undefined || !isOpen(card)) return undefined;
  const firstSentAt = card.firstSentAt ?? new Date(nowMs).toISOString();
  return next(row, nowMs, { cards: withCard(row, index, { state: 'sending', firstSentAt }) });
}

/** It is at Thanx, whatever became of the row meanwhile. */
export function cardAdded(
  row: GiftCardsState,
  index: number,
  added: { id: string; balance?: string; cardState?: 'active' | 'archived' },
  nowMs: number,
) {
  if (row.cards[index]?.state === 'added') return undefined;
  const cards = withCard(row, index, {
    ...added,
    state: 'added',
    reason: undefined,
    lastError: undefined,
    mayBeAdded: undefined,
  });
  return next(row, nowMs, { cards, attempts: 0, settledAt: undefined });
}

/** It is not going to be added. */
export function cardEnded(
  row: GiftCardsState,
  attemptId: string,
  index: number,
  end: { state: 'rejected' | 'skipped'; reason: string; lastError?: GiftCardState['lastError'] },
  nowMs: number,
) {
  if (row.attempt?.id !== attemptId) return undefined;
  return next(row, nowMs, { cards: withCard(row, index, { ...end, mayBeAdded: undefined }), attempts: 0 });
}

/**
 * The attempt is over and something is left to do, at `retryAtMs`. `failed`: it counts. Without an attempt id: none was open.
 * @param outcome.unknown the card under way may have been added
 * @param outcome.byMessage whether a message comes back then; else housekeeping wakes the cards
 */
export function cardsDeferred(
  row: GiftCardsState,
  attemptId: string,
  retryAtMs: number,
  nowMs: number,
  outcome: { error?: GiftCardState['lastError']; unknown?: boolean; byMessage: boolean },
) {
  if (row.attempt?.id !== attemptId) return undefined;
  const { error, unknown = false, byMessage } = outcome;
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
    dueKind: 'receipt',
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  });
}

/** Not wanted after all. A reversal stops what has not left; an erasure stops everything, because the cards' numbers go. */
export function cardsSkipped(row: GiftCardsState, reason: string, nowMs: number): GiftCardsState | undefined {
  const stops = (card: GiftCardState): boolean =>
    card.state === 'waiting' || card.state === 'rejected' || (reason === 'erased' && isOpen(card));
  if (!row.cards.some(stops)) return undefined;
  const cards = row.cards.map((card) => (stops(card) ? { ...card, state: 'skipped', reason } : card));
  return next(row, nowMs, { cards });
}

export function cardsAnnounced(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  return row.announced === false ? next(row, nowMs, { announced: true }) : undefined;
}

/** Nothing more to do for the cards; `whole`: nor for the rest of the order. */
export function cardsSettled(row: GiftCardsState, whole: boolean, nowMs: number): GiftCardsState | undefined {
  if (!areCardsFinal(row) || (row.dueKind === undefined && (row.settledAt !== undefined || !whole))) return undefined;
  const at = new Date(nowMs).toISOString();
  const { dueKind: _, dueAt: __, ...rest } = row;
  return { ...rest, updatedAt: at, ...(whole && { settledAt: at }) };
}

/** A woken row is not woken again before this: two thousand receipts may stand in the queue before it. */
const wokenForMs = 60 * 60_000;

/** Housekeeping is about to send a wake-up. `undefined`: the index was behind, the row is not due. */
export function cardsWoken(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (row.dueKind !== 'receipt' || row.dueAt === undefined || row.dueAt > nowMs) return undefined;
  return { ...row, dueAt: nowMs + wokenForMs };
}
