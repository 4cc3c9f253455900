import type { PlatformAdapter } from '../platform.ts';
import { readEcwid } from './read.ts';
import { isSignedLikeEcwid, verifyEcwid, whyUnusableForEcwid } from './verify.ts';
import { ecwidWithoutGiftCards } from './without-gift-cards.ts';

export const ecwid: PlatformAdapter = {
  verify: verifyEcwid,
  whyUnusable: whyUnusableForEcwid,
  isSigned: isSignedLikeEcwid,
  read: readEcwid,
  // Everything is in the body. `?eventtype=` in the URL isn't signed.
  readHeaders: [],
  withoutGiftCards: ecwidWithoutGiftCards,
  isThin: true,
  sharesKeys: true,
};
