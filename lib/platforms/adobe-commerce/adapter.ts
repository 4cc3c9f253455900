import type { PlatformAdapter } from '../platform.ts';
import { adobeCommerceKeys, whyNoAdobeKey } from './public-keys.ts';
import { readAdobeCommerce } from './read.ts';
import { isValidationRequest } from './validation-request.ts';
import { isSignedLikeAdobe, verifyAdobeCommerce } from './verify.ts';
import { adobeCommerceWithoutGiftCards } from './without-gift-cards.ts';

/**
 * No `sharesKeys`, although Adobe signs with the same keys for everybody: an event of another client only comes if somebody has registered this
 * shop's URL in a project of their own. A 401 ends their registration, and not the shop's.
 */
export const adobeCommerce: PlatformAdapter = {
  verify: verifyAdobeCommerce,
  publicKeys: adobeCommerceKeys,
  whyUnusable: whyNoAdobeKey,
  isSigned: isSignedLikeAdobe,
  isUnsignedPing: isValidationRequest,
  read: readAdobeCommerce,
  // The type of an event is in its body.
  readHeaders: [],
  withoutGiftCards: adobeCommerceWithoutGiftCards,
};
