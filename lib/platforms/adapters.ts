import type { PlatformName } from '../shops/settings.ts';
import type { PlatformAdapter } from './platform.ts';
import { readHeaders as shopifyHeaders } from './shopify/headers.ts';
import { readShopify } from './shopify/read.ts';
import { verifyShopify } from './shopify/verify.ts';
import { readHeaders as standardHeaders, readStandard } from './standard/read.ts';
import { verifyStandard } from './standard/verify.ts';
import { withoutGiftCards } from './standard/without-gift-cards.ts';
import { readHeaders as wooCommerceHeaders, readWooCommerce } from './woocommerce/read.ts';
import { isWooCommercePing, verifyWooCommerce } from './woocommerce/verify.ts';

/** Every platform that can be connected, by the name that settings use. */
export const adapters: Record<PlatformName, PlatformAdapter> = {
  shopify: { verify: verifyShopify, read: readShopify, readHeaders: shopifyHeaders },
  woocommerce: {
    verify: verifyWooCommerce,
    isUnsignedPing: isWooCommercePing,
    read: readWooCommerce,
    readHeaders: wooCommerceHeaders,
  },
  standard: { verify: verifyStandard, read: readStandard, readHeaders: standardHeaders, withoutGiftCards },
};
