import type { PlatformAdapter } from '../platform.ts';
import { readSquarespace } from './read.ts';
import { isSignedLikeSquarespace, verifySquarespace, whyUnusableForSquarespace } from './verify.ts';
import { squarespaceWithoutGiftCards } from './without-gift-cards.ts';

export const squarespace: PlatformAdapter = {
  verify: verifySquarespace,
  whyUnusable: whyUnusableForSquarespace,
  isSigned: isSignedLikeSquarespace,
  read: readSquarespace,
  // The topic of a notification is in its body.
  readHeaders: [],
  withoutGiftCards: squarespaceWithoutGiftCards,
  isThin: true,
};
