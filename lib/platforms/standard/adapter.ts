import type { PlatformAdapter } from '../platform.ts';
import { readStandard } from './read.ts';
import { explainRefusal, isSignedLikeStandard, verifyStandard, whyUnusableForStandard } from './verify.ts';
import { standardWithoutGiftCards } from './without-gift-cards.ts';

export const standard: PlatformAdapter = {
  verify: verifyStandard,
  whyUnusable: whyUnusableForStandard,
  isSigned: isSignedLikeStandard,
  explainRefusal,
  read: readStandard,
  // The type of an event is in its body.
  readHeaders: [],
  withoutGiftCards: standardWithoutGiftCards,
  carriesGiftCards: true,
};
