import type { PlatformAdapter } from '../platform.ts';
import { whyUnusableForSaleor } from './key-set.ts';
import { readSaleor } from './read.ts';
import { isSignedLikeSaleor } from './signature.ts';
import { saleorKeyUrls, verifySaleor } from './verify.ts';
import { saleorWithoutGiftCards } from './without-gift-cards.ts';

export const saleor: PlatformAdapter = {
  verify: verifySaleor,
  publicKeys: saleorKeyUrls,
  keysAreWhereSettingsSay: true,
  whyUnusable: whyUnusableForSaleor,
  isSigned: isSignedLikeSaleor,
  read: readSaleor,
  // Headers aren't signed, and the event's type is in its body.
  readHeaders: [],
  withoutGiftCards: saleorWithoutGiftCards,
};
