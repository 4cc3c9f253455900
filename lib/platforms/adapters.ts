import type { PlatformName } from '../shops/platform-name.ts';
import type { PlatformAdapter } from './platform.ts';
import { readHeaders as shopifyHeaders, shopifyTopic } from './shopify/headers.ts';
import { readShopify } from './shopify/read.ts';
import { isSignedLikeShopify, verifyShopify } from './shopify/verify.ts';
import { withoutGiftCards as shopifyWithoutGiftCards } from './shopify/without-gift-cards.ts';
import { readHeaders as standardHeaders, readStandard } from './standard/read.ts';
import { explainRefusal, isSignedLikeStandard, verifyStandard } from './standard/verify.ts';
import { withoutGiftCards as standardWithoutGiftCards } from './standard/without-gift-cards.ts';
import { readHeaders as wooCommerceHeaders, readWooCommerce, wooCommerceTopic } from './woocommerce/read.ts';
import { isSignedLikeWooCommerce, isWooCommercePing, verifyWooCommerce } from './woocommerce/verify.ts';
import { withoutGiftCards as wooCommerceWithoutGiftCards } from './woocommerce/without-gift-cards.ts';

/** Every platform that can be connected, by the name that settings use. */
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
    readHeaders: standardHeaders,
    withoutGiftCards: standardWithoutGiftCards,
    carriesGiftCards: true,
  },
};
