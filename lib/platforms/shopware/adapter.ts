import type { PlatformAdapter } from '../platform.ts';
import { readShopware } from './read.ts';
import { isSignedLikeShopware, verifyShopware } from './verify.ts';
import { shopwareWithoutGiftCards } from './without-gift-cards.ts';

export const shopware: PlatformAdapter = {
  verify: verifyShopware,
  isSigned: isSignedLikeShopware,
  read: readShopware,
  // The event's name is in its body.
  readHeaders: [],
  withoutGiftCards: shopwareWithoutGiftCards,
  // In its default set-up ("admin worker"), Shopware sends each webhook within the request that changed the order, and ignores the answer.
  sendsOnce: true,
};
