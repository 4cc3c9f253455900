import type { PlatformAdapter } from '../platform.ts';
import { readWooCommerce, wooCommerceHeaders, wooCommerceTopic } from './read.ts';
import { isSignedLikeWooCommerce, isWooCommercePing, verifyWooCommerce } from './verify.ts';
import { wooCommerceWithoutGiftCards } from './without-gift-cards.ts';

export const woocommerce: PlatformAdapter = {
  verify: verifyWooCommerce,
  isSigned: isSignedLikeWooCommerce,
  isUnsignedPing: isWooCommercePing,
  read: readWooCommerce,
  readHeaders: wooCommerceHeaders,
  topic: wooCommerceTopic,
  withoutGiftCards: wooCommerceWithoutGiftCards,
  sendsOnce: true,
};
