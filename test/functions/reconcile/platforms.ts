import type { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { stripeTypes } from '../../../lib/platforms/stripe/read.ts';
import type { PlatformFormat } from '../../../local/platforms/platform-format.ts';
import { shopifyFormat } from '../../../local/platforms/shopify/webhooks.ts';
import { stripeFormat } from '../../../local/platforms/stripe/webhooks.ts';
import { wooCommerceFormat } from '../../../local/platforms/woocommerce/webhooks.ts';

export type Platform = 'shopify' | 'woocommerce' | 'stripe';

export const secrets: Record<Platform, PlatformSecret> = {
  shopify: { platform: 'shopify', url: 'https://foo.myshopify.com', accessToken: 'shpat_12345678' },
  woocommerce: {
    platform: 'woocommerce',
    url: 'https://foo.example',
    consumerKey: 'ck_12345678',
    consumerSecret: 'cs_12345678',
  },
  stripe: { platform: 'stripe', url: 'https://api.stripe.com', apiKey: 'rk_live_12345678' },
};

/** What a shop subscribes to. */
export const topics: Record<Platform, string[]> = {
  shopify: ['orders/paid', 'orders/cancelled', 'refunds/create'],
  woocommerce: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
  stripe: stripeTypes('checkout'),
};

export const formats: Record<Platform, PlatformFormat> = {
  shopify: shopifyFormat,
  woocommerce: wooCommerceFormat,
  stripe: stripeFormat,
};
