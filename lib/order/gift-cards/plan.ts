import type { GiftCardSkipReason } from '../reasons.ts';
import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { emailAddress } from '../email-address.ts';
import type { Order } from '../order.ts';

/** How an order's gift cards are added, decided once at the claim. The cards themselves are in the order. */
export const GiftCardPlan = openObject({
  credential: z.string(),
  merchantId: z.string(),
  /** The member who gets the cards. */
  email: z.string(),
  /** Thanx's id of the gift card provider. */
  providerId: z.string(),
});
export type GiftCardPlan = z.infer<typeof GiftCardPlan>;

export type GiftCardDecision = { plan: GiftCardPlan } | { reason: GiftCardSkipReason };

/** How this order's gift cards are added at Thanx, or why not. Test and simulated orders never reach Thanx. */
export function planGiftCards(
  order: Pick<Order, 'test' | 'customer'>,
  settings: ShopSettings,
  simulate: boolean,
): GiftCardDecision {
  const { thanx } = settings;
  if (thanx?.giftCards === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  // The whole shop uses one member, who doesn't own the card.
  if (thanx.members !== 'email') return { reason: 'fixed-token' };
  const email = emailAddress(order.customer.email);
  if (email === undefined) return { reason: 'no-email' };
  const { credential, merchantId } = thanx;
  return { plan: { credential, merchantId, email, providerId: thanx.giftCards.providerId } };
}
