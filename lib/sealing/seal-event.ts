import type * as z from 'zod';
import type { PaidEvent } from '../order/event.ts';
import type { SealedGiftCard } from '../order/gift-cards/sealed-card.ts';
import { last4Of, type GiftCard } from './card.ts';
import type { PublicCardKey } from './card-keys.ts';

type Paid = z.infer<typeof PaidEvent>;

export interface Sealing {
  /** Whether the shop adds gift cards to Thanx accounts. */
  addsGiftCards: boolean;
  /** Reads the stage's public key. Only called if there is something to seal. */
  cardKey(): Promise<PublicCardKey | undefined>;
}

/** Seals gift cards, or keeps four digits of unusable ones. `withoutKey`: how many had no key. May reject. */
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
  // Loaded on first use: few webhooks have gift cards, and loading it would slow down every cold start.
  const { sealCard } = await import('./seal.ts');
  return { event: withCards(await Promise.all(cards.map((card) => sealCard(card, key)))), withoutKey: 0 };
}
