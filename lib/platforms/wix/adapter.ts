import type { PlatformAdapter } from '../platform.ts';
import { whyUnusableForWix } from './public-key.ts';
import { readWix } from './read.ts';
import { withoutSignature } from './token.ts';
import { isSignedLikeWix, verifyWix } from './verify.ts';
import { wixWithoutGiftCards } from './without-gift-cards.ts';

export const wix: PlatformAdapter = {
  verify: verifyWix,
  whyUnusable: whyUnusableForWix,
  isSigned: isSignedLikeWix,
  read: readWix,
  // Everything is in the body.
  readHeaders: [],
  withoutSignature,
  withoutGiftCards: wixWithoutGiftCards,
  sharesKeys: true,
};
