import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { Last4 } from './sealed-card.ts';
import { Instant, ShopId } from '../order.ts';
import { dueFields, type Changes, type OrderDueKind } from '../due.ts';
import { WaitsFor } from '../waiting.ts';
import { LastError } from '../history.ts';

/** One card: `waiting → sending → added`, or `rejected`, `skipped`; `unknown` until a search and a second attempt. */
export const GiftCardState = openObject({
  last4: Last4,
  state: z.enum(['waiting', 'sending', 'unknown', 'added', 'rejected', 'skipped']),
  reason: z.string().optional(),
  /** When it was first sent. */
  firstSentAt: Instant.optional(),
  /** An attempt had an unknown outcome, so Thanx's list is searched before it is sent again. */
  mayBeAdded: z.boolean().optional(),
  /** Thanx's id of the card. */
  id: z.string().optional(),
  /** The card's balance when it was added: a decimal in the merchant's currency. */
  balance: z.string().optional(),
  cardState: z.enum(['active', 'archived']).optional(),
  /** Without the vendor's words, which may quote the number. */
  lastError: LastError.omit({ words: true }).optional(),
});
export type GiftCardState = z.infer<typeof GiftCardState>;

/** The gift cards of one order. Thanx rejects duplicates, so `attempt` only keeps two workers from the same work. */
export const GiftCardsState = openObject({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  /** Absent if none of the cards will be added. */
  credential: z.string().optional(),
  providerId: z.string().optional(),
  cards: z.array(GiftCardState).min(1),
  /** Consecutive failures. */
  attempts: z.number().int(),
  /** No attempt before this time, epoch ms. */
  notBefore: z.number().int(),
  /** They wait on their row until an operator resumes them or the circuit closes. */
  waitsFor: WaitsFor.optional(),
  /** One worker's right to add them, until `deadAt` (epoch ms). */
  attempt: openObject({ id: z.string(), deadAt: z.number().int() }).optional(),
  /** The dead letter and the event about rejected cards were sent. */
  announced: z.boolean().optional(),
  createdAt: Instant.optional(),
  /** The next release writes this instead of `createdAt`, so that the row isn't in the index of the shop's orders. */
  startedAt: Instant.optional(),
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type GiftCardsState = z.infer<typeof GiftCardsState>;

export const isOpen = ({ state }: GiftCardState): boolean => ['waiting', 'sending', 'unknown'].includes(state);

/** The positions of the cards that still have to be added. */
export const openCards = ({ cards }: GiftCardsState): number[] =>
  [...cards.keys()].filter((index) => cards.slice(index, index + 1).some(isOpen));

export const areCardsFinal = ({ cards }: Pick<GiftCardsState, 'cards'>): boolean =>
  cards.every(({ state }) => state === 'added' || state === 'skipped');

/** Some cards still have to be added, and no worker is processing them. */
export const cardsIdle = (row: GiftCardsState, nowMs: number): boolean =>
  row.cards.some(isOpen) && (row.attempt?.deadAt ?? 0) <= nowMs;

/** The cards' due kind. Once none is open, and rejections are published, rejected cards wait for a person. */
export function cardsDueFor({ cards, announced }: GiftCardsState): OrderDueKind {
  if (cards.some(isOpen)) return 'receipt';
  if (!cards.some(({ state }) => state === 'rejected')) return 'settle';
  return announced === true ? 'stuck' : 'receipt';
}

/** The row with changes applied. `dueAt` says when it's due; the due kind follows from the cards' states. */
export function nextGiftCards(row: GiftCardsState, nowMs: number, changes: Changes<GiftCardsState>): GiftCardsState {
  const next = GiftCardsState.parse({ ...row, ...changes, updatedAt: new Date(nowMs).toISOString() });
  return 'dueAt' in changes ? { ...next, dueKind: cardsDueFor(next) } : next;
}
