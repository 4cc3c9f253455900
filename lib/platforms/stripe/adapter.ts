import type { PlatformAdapter } from '../platform.ts';
import { readStripe } from './read.ts';
import { isSignedLikeStripe, verifyStripe, whyNotStripeSecret } from './verify.ts';
import { stripeWithoutGiftCards } from './without-gift-cards.ts';

export const stripe: PlatformAdapter = {
  verify: verifyStripe,
  whyUnusable: whyNotStripeSecret,
  isSigned: isSignedLikeStripe,
  read: readStripe,
  // The type of an event is in its body.
  readHeaders: [],
  // An endpoint for connected accounts has one secret for all of them.
  sharesKeys: true,
  withoutGiftCards: stripeWithoutGiftCards,
};
