import type { PlatformName } from '../shops/platform-name.ts';
import type { PlatformAdapter } from './platform.ts';
import { shopifyWithoutGiftCards } from './shopify/body.ts';
import { shopifyHeaders, shopifyTopic } from './shopify/headers.ts';
import { readShopify } from './shopify/read.ts';
import { isSignedLikeShopify, verifyShopify } from './shopify/verify.ts';
import { readStandard } from './standard/read.ts';
import { explainRefusal, isSignedLikeStandard, verifyStandard } from './standard/verify.ts';
import { standardWithoutGiftCards } from './standard/without-gift-cards.ts';
import { readWooCommerce, wooCommerceHeaders, wooCommerceTopic } from './woocommerce/read.ts';
import { isSignedLikeWooCommerce, isWooCommercePing, verifyWooCommerce } from './woocommerce/verify.ts';
import { wooCommerceWithoutGiftCards } from './woocommerce/without-gift-cards.ts';

/** Every platform that can be connected, by its name in the settings. */
export const adapters: Record<PlatformName, PlatformAdapter> = {
  shopify: {
    verify: verifyShopify,
    isSigned: isSignedLikeShopify,
    read: readShopify,
    readHeaders: shopifyHeaders,
    topic: shopifyTopic,
    withoutGiftCards: shopifyWithoutGiftCards,
  },
  woocommerce: {
    verify: verifyWooCommerce,
    isSigned: isSignedLikeWooCommerce,
    isUnsignedPing: isWooCommercePing,
    read: readWooCommerce,
    readHeaders: wooCommerceHeaders,
    topic: wooCommerceTopic,
    withoutGiftCards: wooCommerceWithoutGiftCards,
    sendsOnce: true,
  },
  standard: {
    verify: verifyStandard,
    isSigned: isSignedLikeStandard,
    explainRefusal,
    read: readStandard,
    // The type of an event is in its body.
    readHeaders: [],
    withoutGiftCards: standardWithoutGiftCards,
    carriesGiftCards: true,
  },
};
