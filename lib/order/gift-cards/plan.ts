import type { GiftCardSkipReason } from '../reasons.ts';
import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { emailAddress } from '../email-address.ts';
import type { Order } from '../order.ts';

/** How an order's gift cards are added: decided once, at the claim. The cards themselves lie in the order. */
export const GiftCardPlan = openObject({
  credential: z.string(),
  merchantId: z.string(),
  /** Whose cards they become. */
  email: z.string(),
  /** Thanx's id of the gift card provider. */
  providerId: z.string(),
});
export type GiftCardPlan = z.infer<typeof GiftCardPlan>;

export type GiftCardDecision = { plan: GiftCardPlan } | { reason: GiftCardSkipReason };

/** Whether gift cards of this order are added at Thanx, and how; else why not. Test and simulated orders never reach Thanx. */
export function planGiftCards(
  order: Pick<Order, 'test' | 'customer'>,
  settings: ShopSettings,
  simulate: boolean,
): GiftCardDecision {
  const { thanx } = settings;
  if (thanx?.giftCards === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  // There is one member for the whole shop, and the card is not theirs.
  if (thanx.members !== 'email') return { reason: 'fixed-token' };
  const email = emailAddress(order.customer.email);
  if (email === undefined) return { reason: 'no-email' };
  const { credential, merchantId } = thanx;
  return { plan: { credential, merchantId, email, providerId: thanx.giftCards.providerId } };
}
