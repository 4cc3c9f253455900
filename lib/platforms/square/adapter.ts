import type { PlatformAdapter } from '../platform.ts';
import { readSquare } from './read.ts';
import { isSignedLikeSquare, verifySquare, whyNotSquareSecret } from './verify.ts';
import { squareWithoutGiftCards } from './without-gift-cards.ts';

export const square: PlatformAdapter = {
  verify: verifySquare,
  whyUnusable: whyNotSquareSecret,
  isSigned: isSignedLikeSquare,
  read: readSquare,
  // The type of an event is in its body. `square-environment` isn't signed.
  readHeaders: [],
  // A subscription has one key for all sellers who have allowed the application.
  sharesKeys: true,
  withoutGiftCards: squareWithoutGiftCards,
  isThin: true,
};
