import type { CallAdmin } from '../../../lib/platforms/admin/call.ts';
import type { ApiPlatform, PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { stripeTypes } from '../../../lib/platforms/stripe/read.ts';
import type { SandboxApi } from '../../../local/partners/sandbox-api.ts';
import type { LocalPlatform } from '../../../local/platforms/local-platform.ts';
import type { SandboxShop } from '../../../local/platforms/sandbox-shop.ts';
import type { ShopRegistry } from '../../../local/platforms/shop-registry.ts';
import type { PlatformFormat } from '../../../local/platforms/platform-format.ts';
import { localBigCommerce } from '../../../local/platforms/bigcommerce/local.ts';
import {
  adobeIntegrationOf,
  bigCommerceAccountOf,
  ecwidTokenOf,
  saleorTokenOf,
  shopwareKeyOf,
  squarespaceKeyOf,
  squareTokenOf,
  wixAppOf,
} from '../../../local/platforms/known-access.ts';
import { localEcwid } from '../../../local/platforms/ecwid/local.ts';
import { localSaleor } from '../../../local/platforms/saleor/local.ts';
import { localAdobeCommerce } from '../../../local/platforms/adobe-commerce/local.ts';
import { localShopware } from '../../../local/platforms/shopware/local.ts';
import { instanceOf } from '../../../local/platforms/wix/ids.ts';
import { localSquare } from '../../../local/platforms/square/local.ts';
import { localWix } from '../../../local/platforms/wix/local.ts';
import { shopifyFormat } from '../../../local/platforms/shopify/webhooks.ts';
import { localSquarespace } from '../../../local/platforms/squarespace/local.ts';
import { stripeFormat } from '../../../local/platforms/stripe/webhooks.ts';
import { wooCommerceFormat } from '../../../local/platforms/woocommerce/webhooks.ts';

export type Platform = ApiPlatform;

/** Of the test's site on Wix. */
const instanceId = instanceOf('foo');

/** Of the test's store at Ecwid. */
const storeId = '15695068';

/** What the test's shop is called, where settings have to say it. */
export const platformShopIds: Partial<Record<Platform, string>> = {
  wix: instanceId,
  square: 'MLQ5ZC7VYC3V4',
  ecwid: storeId,
  saleor: 'foo.saleor.cloud',
  'adobe-commerce': '7a1f0c63de5b42f7a90b8c4d2e6f5a31',
};

export const secretsOf = (shop: string): Record<Platform, PlatformSecret> => ({
  shopify: { platform: 'shopify', url: 'https://foo.myshopify.com', accessToken: 'shpat_12345678' },
  woocommerce: {
    platform: 'woocommerce',
    url: 'https://foo.example',
    consumerKey: 'ck_12345678',
    consumerSecret: 'cs_12345678',
  },
  squarespace: { platform: 'squarespace', url: 'https://api.squarespace.com', apiKey: squarespaceKeyOf(shop) },
  wix: { platform: 'wix', url: 'https://www.wixapis.com', ...wixAppOf(shop, instanceId) },
  shopware: { platform: 'shopware', url: 'https://foo.example', ...shopwareKeyOf(shop) },
  stripe: { platform: 'stripe', url: 'https://api.stripe.com', apiKey: 'rk_live_12345678' },
  bigcommerce: { platform: 'bigcommerce', url: 'https://api.bigcommerce.com', ...bigCommerceAccountOf(shop) },
  square: { platform: 'square', url: 'https://connect.squareup.com', accessToken: squareTokenOf(shop) },
  ecwid: { platform: 'ecwid', url: 'https://app.ecwid.com', ...ecwidTokenOf(shop, storeId) },
  saleor: { platform: 'saleor', url: 'https://foo.saleor.cloud', appToken: saleorTokenOf(shop) },
  'adobe-commerce': { platform: 'adobe-commerce', url: `https://${shop}.example`, ...adobeIntegrationOf(shop) },
});

/** What a shop subscribes to. */
export const topics: Record<Platform, string[]> = {
  shopify: ['orders/paid', 'orders/cancelled', 'refunds/create'],
  woocommerce: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
  squarespace: ['order.create', 'order.update'],
  wix: [...localWix.topics],
  shopware: [...localShopware.topics],
  stripe: stripeTypes('checkout'),
  bigcommerce: [...localBigCommerce.topics],
  square: [...localSquare.topics],
  ecwid: [...localEcwid.topics],
  saleor: [...localSaleor.topics],
  'adobe-commerce': [...localAdobeCommerce.topics],
};

export const formats: Record<Platform, PlatformFormat> = {
  shopify: shopifyFormat,
  woocommerce: wooCommerceFormat,
  squarespace: localSquarespace.format,
  wix: localWix.format,
  shopware: localShopware.format,
  stripe: stripeFormat,
  bigcommerce: localBigCommerce.format,
  square: localSquare.format,
  ecwid: localEcwid.format,
  saleor: localSaleor.format,
  'adobe-commerce': localAdobeCommerce.format,
};

/** Those whose sandbox is the local stack's as it is. */
const locals: Partial<Record<Platform, LocalPlatform>> = {
  squarespace: localSquarespace,
  wix: localWix,
  shopware: localShopware,
  bigcommerce: localBigCommerce,
  square: localSquare,
  ecwid: localEcwid,
  saleor: localSaleor,
  'adobe-commerce': localAdobeCommerce,
};

/** The sandbox of the local stack, which lets the shop in with its credential there. */
export function played(platform: Platform, shop: SandboxShop, registry: ShopRegistry): SandboxApi {
  const local = locals[platform];
  if (local === undefined) throw new Error(`no sandbox of ${platform}`);
  const { api, admit } = local.sandbox({ registry });
  admit(shop);
  return api;
}

/** Calls a sandbox without sockets. */
export const calling =
  (api: SandboxApi, now: () => number): CallAdmin =>
  async ({ method, path: url, headers, body = '' }) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
    const reply = api.act({ method, path, query, headers, body, arrivedAtMs: now(), idleMs: 0 });
    return { status: reply.status, headers: reply.headers ?? {}, body: reply.text ?? JSON.stringify(reply.body) };
  };
