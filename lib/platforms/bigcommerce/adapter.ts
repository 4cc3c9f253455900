import type { PlatformAdapter } from '../platform.ts';
import { readBigCommerce } from './read.ts';
import { isSignedLikeBigCommerce, verifyBigCommerce, whyUnusableForBigCommerce } from './verify.ts';
import { bigCommerceWithoutGiftCards } from './without-gift-cards.ts';

export const bigCommerce: PlatformAdapter = {
  verify: verifyBigCommerce,
  whyUnusable: whyUnusableForBigCommerce,
  isSigned: isSignedLikeBigCommerce,
  read: readBigCommerce,
  // The scope of a webhook is in its body.
  readHeaders: [],
  withoutGiftCards: bigCommerceWithoutGiftCards,
  // The client secret of an app signs for all stores that have it. That of an account in a store signs for this store alone.
  sharesKeys: true,
  isThin: true,
};
