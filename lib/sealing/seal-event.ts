import type * as z from 'zod';
import type { PaidEvent } from '../order/event.ts';
import type { SealedGiftCard } from '../order/gift-cards/sealed-card.ts';
import { last4Of, type GiftCard } from './card.ts';
import type { PublicCardKey } from './card-keys.ts';

type Paid = z.infer<typeof PaidEvent>;

export interface Sealing {
  /** The shop adds gift cards to Thanx accounts. */
  addsGiftCards: boolean;
  /** The stage's key to seal with; asked for only if there is something to seal. */
  cardKey(): Promise<PublicCardKey | undefined>;
}

/**
 * The event that may leave whoever read it: its gift cards sealed, or named by their last four digits where nobody could
 * use them. `withoutKey`: how many were left out because the stage has no key. Rejects when nobody can tell whether it has.
 */
export async function sealGiftCards(
  { cards = [], ...event }: Paid & { cards?: readonly GiftCard[] },
  { addsGiftCards, cardKey }: Sealing,
): Promise<{ event: Paid; withoutKey: number }> {
  if (cards.length === 0) return { event, withoutKey: 0 };
  const withCards = (giftCards: SealedGiftCard[]): Paid => ({ ...event, order: { ...event.order, giftCards } });
  const leftOut = (why: 'not-configured' | 'no-key') =>
    withCards(cards.map((card) => ({ last4: last4Of(card), leftOut: why })));
  if (!addsGiftCards) return { event: leftOut('not-configured'), withoutKey: 0 };
  const key = await cardKey();
  if (key === undefined) return { event: leftOut('no-key'), withoutKey: cards.length };
  // Loaded when first needed: hardly any webhook carries a gift card, and every cold start would pay for it.
  const { sealCard } = await import('./seal.ts');
  return { event: withCards(await Promise.all(cards.map((card) => sealCard(card, key)))), withoutKey: 0 };
}
