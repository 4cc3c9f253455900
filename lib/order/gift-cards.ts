import * as z from 'zod';

/** More gift cards than this in one order are no customer's. */
export const maxGiftCards = 5;

export const Last4 = z.string().regex(/^[0-9A-Za-z]{4}$/);

/**
 * A gift card that an order carries, as everything behind ingest knows it: sealed for submit-to-thanx alone, or left out
 * because nobody could have used it. Never its number or PIN.
 */
export const SealedGiftCard = z.union([
  z.strictObject({ last4: Last4, /** JWE, compact. */ jwe: z.string().max(2048) }),
  z.strictObject({ last4: Last4, leftOut: z.enum(['not-configured', 'no-key']) }),
]);
export type SealedGiftCard = z.infer<typeof SealedGiftCard>;

/** Cards of one order are told apart by their last four digits, and those that have the same ones by their order. */
const placeAmongAlike = (cards: readonly { last4: string }[], index: number): number =>
  cards.slice(0, index).filter(({ last4 }) => last4 === cards[index]?.last4).length;

/**
 * The sealed card that the row's card at `index` stands for. Row and payload may come from two deliveries that list the same cards in another
 * order, so a card's place in one says nothing about the other.
 */
export function sealedCardOf(
  sealed: readonly SealedGiftCard[],
  cards: readonly { last4: string }[],
  index: number,
): SealedGiftCard | undefined {
  const alike = sealed.filter(({ last4 }) => last4 === cards[index]?.last4);
  return alike[placeAmongAlike(cards, index)];
}
