import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { Last4 } from './sealed-card.ts';
import { Instant, ShopId } from '../order.ts';
import { dueFields, WaitsFor, type Changes, type OrderDueKind } from '../stops.ts';
import { LastError } from '../history.ts';

/** One card: `waiting → sending → added`, or `rejected`, `skipped`; `unknown` until it was looked for and sent again. */
export const GiftCardState = openObject({
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
export const GiftCardsState = openObject({
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
  /** They stay on their row until an operator's brake or an automatic hold is off. */
  waitsFor: WaitsFor.optional(),
  /** One worker's right to add them, until `deadAt` (epoch ms). */
  attempt: openObject({ id: z.string(), deadAt: z.number().int() }).optional(),
  /** The dead letter and the event of rejected cards went out. */
  announced: z.boolean().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type GiftCardsState = z.infer<typeof GiftCardsState>;

export const isOpen = ({ state }: GiftCardState): boolean => ['waiting', 'sending', 'unknown'].includes(state);

/** The cards that are still to be added, by their place in the order. */
export const openCards = ({ cards }: GiftCardsState): number[] =>
  [...cards.keys()].filter((index) => cards.slice(index, index + 1).some(isOpen));

export const areCardsFinal = ({ cards }: Pick<GiftCardsState, 'cards'>): boolean =>
  cards.every(({ state }) => state === 'added' || state === 'skipped');

/** Some are still to be added, and nobody is at it. */
export const cardsIdle = (row: GiftCardsState, nowMs: number): boolean =>
  row.cards.some(isOpen) && (row.attempt?.deadAt ?? 0) <= nowMs;

/** As what the cards are next looked at. Once none is open, rejected ones wait for a person as soon as that is published. */
export function cardsDueFor({ cards, announced }: GiftCardsState): OrderDueKind {
  if (cards.some(isOpen)) return 'receipt';
  if (!cards.some(({ state }) => state === 'rejected')) return 'settle';
  return announced === true ? 'stuck' : 'receipt';
}

/** The row with changes applied. A changed `dueAt` says when it is looked at next; as what, follows from the cards' states. */
export function nextGiftCards(row: GiftCardsState, nowMs: number, changes: Changes<GiftCardsState>): GiftCardsState {
  const next = GiftCardsState.parse({ ...row, ...changes, updatedAt: new Date(nowMs).toISOString() });
  return 'dueAt' in changes ? { ...next, dueKind: cardsDueFor(next) } : next;
}
