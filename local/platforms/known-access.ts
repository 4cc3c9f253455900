import type { BigCommerceAccount } from '../../lib/platforms/bigcommerce/admin/rest.ts';
import { createHash } from 'node:crypto';
import type { ImsClient } from '../../lib/platforms/adobe-commerce/admin/ims-token.ts';
import type { Integration } from '../../lib/platforms/adobe-commerce/admin/oauth.ts';
import type { EcwidToken } from '../../lib/platforms/ecwid/admin/rest.ts';
import type { WixApp } from '../../lib/platforms/wix/admin/access-token.ts';
import { storeHashOf } from './bigcommerce/store.ts';
import { storeIdOf } from './ecwid/ids.ts';
import { instanceOf } from './wix/ids.ts';
import type { ApiPlatform, PlatformSecret } from '../../lib/reconcile/platform-secret.ts';

type WithoutUrl<Secret> = Secret extends unknown ? Omit<Secret, 'url'> : never;
/** A platform's credential without the address, which changes with each start of the local stack. */
export type Credential = WithoutUrl<PlatformSecret>;

/*
 * The credentials of the local stack's shops. They aren't secret: the sandboxes listen on this machine only, and hold fictitious orders.
 */

/** The Admin API access token of a local Shopify shop. */
export const shopifyTokenOf = (shop: string): string => `shpat_local_${shop}`;

/** The token of a second app, which may write orders. */
export const shopifyWritingTokenOf = (shop: string): string => `shpat_localwrite_${shop}`;

/** The REST API key of a local WooCommerce shop. */
export const wooCommerceKeyOf = (shop: string): { consumerKey: string; consumerSecret: string } => ({
  consumerKey: `ck_local_${shop}`,
  consumerSecret: `cs_local_${shop}`,
});

/** A second key of it, with the permission Read/Write. */
export const wooCommerceWritingKeyOf = (shop: string): { consumerKey: string; consumerSecret: string } => ({
  consumerKey: `ck_localwrite_${shop}`,
  consumerSecret: `cs_localwrite_${shop}`,
});

/** The private API key of a local shop's Klaviyo account. */
export const klaviyoKeyOf = (shop: string): string => `pk_local_${shop}`;

/** The API key of a local Squarespace site. */
export const squarespaceKeyOf = (shop: string): string => `sqsp_local_${shop}`;
/** The credential that a local Shopware shop gives its app, and any integration. */
export const shopwareKeyOf = (shop: string): { clientId: string; clientSecret: string } => ({
  clientId: `SWIALOCAL-${shop}`,
  clientSecret: `local-secret-of-${shop}`,
});

/** The token of an app in a local Saleor shop. */
export const saleorTokenOf = (shop: string): string => `saleor_local_${shop}`;
/** The access token of a local Square seller's application. */
export const squareTokenOf = (shop: string): string => `EAAAlocal_${shop}`;

/** The restricted key of a local shop's Stripe account. */
export const stripeKeyOf = (shop: string): string => `rk_local_${shop}`;

/** The app of a local Wix site. @param instanceId the `platformShopId` of its settings */
export const wixAppOf = (shop: string, instanceId = instanceOf(shop)): WixApp => ({
  appId: `wix_app_${shop}`,
  appSecret: `wix_secret_${shop}`,
  instanceId,
});

/** The API account of a local BigCommerce store. @param storeHash the `platformShopId` of its settings */
export const bigCommerceAccountOf = (shop: string, storeHash = storeHashOf(shop)): BigCommerceAccount => ({
  storeHash,
  accessToken: `bc_local_${shop}`,
});
/** The integration of a local Commerce. */
export const adobeIntegrationOf = (shop: string): Integration => ({
  consumerKey: `adobe_key_${shop}`,
  consumerSecret: `adobe_secret_${shop}`,
  accessToken: `adobe_token_${shop}`,
  accessTokenSecret: `adobe_token_secret_${shop}`,
});

/** The credential of a local Commerce for Adobe's identity service. */
export const adobeImsClientOf = (shop: string): ImsClient => ({
  clientId: createHash('sha256').update(shop).digest('hex').slice(0, 32),
  clientSecret: `adobe_client_secret_${shop}`,
});

/** The app of a local Ecwid store. @param storeId the `platformShopId` of its settings */
export const ecwidTokenOf = (shop: string, storeId = storeIdOf(shop)): EcwidToken => ({
  storeId,
  secretToken: `secret_local_${shop}`,
});

/** The credential of a local shop for its platform's sandbox. */
export const localCredential: Record<ApiPlatform, (shop: string, platformShopId?: string) => Credential> = {
  shopify: (shop) => ({ platform: 'shopify', accessToken: shopifyTokenOf(shop) }),
  woocommerce: (shop) => ({ platform: 'woocommerce', ...wooCommerceKeyOf(shop) }),
  squarespace: (shop) => ({ platform: 'squarespace', apiKey: squarespaceKeyOf(shop) }),
  wix: (shop, platformShopId) => ({ platform: 'wix', ...wixAppOf(shop, platformShopId) }),
  shopware: (shop) => ({ platform: 'shopware', ...shopwareKeyOf(shop) }),
  stripe: (shop) => ({ platform: 'stripe', apiKey: stripeKeyOf(shop) }),
  bigcommerce: (shop, platformShopId) => ({ platform: 'bigcommerce', ...bigCommerceAccountOf(shop, platformShopId) }),
  square: (shop) => ({ platform: 'square', accessToken: squareTokenOf(shop) }),
  ecwid: (shop, platformShopId) => ({ platform: 'ecwid', ...ecwidTokenOf(shop, platformShopId) }),
  saleor: (shop) => ({ platform: 'saleor', appToken: saleorTokenOf(shop) }),
  'adobe-commerce': (shop) => ({ platform: 'adobe-commerce', ...adobeIntegrationOf(shop) }),
};

/** The second credential of a local shop, with which its notifications are written to its platform. */
export const writingCredential = {
  shopify: (shop: string): Credential => ({ platform: 'shopify', accessToken: shopifyWritingTokenOf(shop) }),
  woocommerce: (shop: string): Credential => ({ platform: 'woocommerce', ...wooCommerceWritingKeyOf(shop) }),
};
