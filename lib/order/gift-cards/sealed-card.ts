import * as z from 'zod';
import { openObject } from '../../open-object.ts';

/** More gift cards than this in one order are no customer's. */
export const maxGiftCards = 5;

export const Last4 = z.string().regex(/^[0-9A-Za-z]{4}$/);

/** What must never be in one. */
const inClear = { number: z.never().optional(), pin: z.never().optional() };

/**
 * A gift card that an order carries, as everything behind ingest knows it: sealed for submit-to-thanx alone, or left out
 * because nobody could have used it. Never its number or PIN.
 */
export const SealedGiftCard = z.union([
  openObject({ ...inClear, last4: Last4, /** JWE, compact. */ jwe: z.string().max(2048) }),
  openObject({ ...inClear, last4: Last4, leftOut: z.enum(['not-configured', 'no-key']) }),
]);
export type SealedGiftCard = z.infer<typeof SealedGiftCard>;

/** Cards of one order are told apart by their last four digits, and those that have the same ones by their order. */
const placeAmongAlike = (cards: readonly { last4: string }[], index: number): number =>
  cards.slice(0, index).filter(({ last4 }) => last4 === cards[index]?.last4).length;

/**
 * The one among other cards that the card at `index` stands for. A row and a payload, or two rows, may come from two deliveries that list the
 * same cards in another order, so a card's place in one says nothing about the other.
 */
export function sameCardIn<Card extends { last4: string }>(
  others: readonly Card[],
  cards: readonly { last4: string }[],
  index: number,
): Card | undefined {
  const alike = others.filter(({ last4 }) => last4 === cards[index]?.last4);
  return alike[placeAmongAlike(cards, index)];
}
