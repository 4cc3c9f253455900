import * as z from 'zod';
import { openObject } from '../../open-object.ts';

/** No real customer's order has more gift cards than this. */
export const maxGiftCards = 5;

export const Last4 = z.string().regex(/^[0-9A-Za-z]{4}$/);

/** Fields that must never be present. */
const inClear = { number: z.never().optional(), pin: z.never().optional() };

/** An order's gift card outside ingest, without number and PIN: sealed, or left out because it can't be used. */
export const SealedGiftCard = z.union([
  openObject({ ...inClear, last4: Last4, /** JWE, compact. */ jwe: z.string().max(2048) }),
  openObject({ ...inClear, last4: Last4, leftOut: z.enum(['not-configured', 'no-key']) }),
]);
export type SealedGiftCard = z.infer<typeof SealedGiftCard>;

/** A card's index among the order's cards that have the same last four digits. */
const placeAmongAlike = (cards: readonly { last4: string }[], index: number): number =>
  cards.slice(0, index).filter(({ last4 }) => last4 === cards[index]?.last4).length;

/** Finds the card at `index` in another list of the order's cards, which may be sorted differently. */
export function sameCardIn<Card extends { last4: string }>(
  others: readonly Card[],
  cards: readonly { last4: string }[],
  index: number,
): Card | undefined {
  const alike = others.filter(({ last4 }) => last4 === cards[index]?.last4);
  return alike[placeAmongAlike(cards, index)];
}
