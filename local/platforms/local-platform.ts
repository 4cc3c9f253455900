import type { HttpHandler } from '../http/serve.ts';
import type { PlatformShops } from '../platform-shops.ts';
import type { SandboxCall } from '../partners/sandbox-api.ts';
import { sandboxHandler } from '../partners/sandbox-server.ts';
import { localShopOf, shopifyTokenOf, wooCommerceKeyOf } from './known-access.ts';
import type { SandboxShop } from './sandbox-shop.ts';
import { sendWebhooks } from './send-webhooks.ts';
import { ShopRegistry } from './shop-registry.ts';
import { shopifyAccount, shopifySandbox, type ShopifyAccount } from './shopify/sandbox.ts';
import { shopifyFormat } from './shopify/webhooks.ts';
import { wooCommerceSandbox, type WooCommerceAccount } from './woocommerce/sandbox.ts';
import { wooCommerceFormat } from './woocommerce/webhooks.ts';

export interface PlatformServerOptions {
  shops: PlatformShops;
  /** Keeps the orders here across restarts. */
  file?: string;
  now: () => number;
}

/** What thankflow's documentation tells shops to subscribe to. */
const topics = {
  shopify: ['orders/paid', 'orders/cancelled', 'refunds/create'],
  woocommerce: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
};

/** A platform's sandbox with the stack's shops, and the sender of their webhooks. */
export function localPlatform(
  platform: 'shopify' | 'woocommerce',
  options: PlatformServerOptions,
): { handle: HttpHandler; close(): Promise<void> } {
  const format = platform === 'shopify' ? shopifyFormat : wooCommerceFormat;
  const { now, file } = options;
  const registry = new ShopRegistry({ format, now, random: Math.random, ...(file !== undefined && { file }) });
  const shopifyAccounts = new Map<string, ShopifyAccount>();
  const wooCommerceAccounts = new Map<string, WooCommerceAccount>();
  const open = (id: string, secret: string, webhooks?: { topics: readonly string[]; url: string }): SandboxShop => {
    const known = registry.shop(id);
    if (known !== undefined) return known;
    const shop = registry.open({ id, secret }, webhooks);
    const key = wooCommerceKeyOf(id);
    shopifyAccounts.set(shopifyTokenOf(id), shopifyAccount(shop, shopifyTokenOf(id)));
    wooCommerceAccounts.set(key.consumerKey, { shop, ...key, permissions: 'read_write', revoked: false });
    return shop;
  };
  const prepare = async () => {
    for (const { id, webhookUrl: url, webhookSecret: secret } of await options.shops(platform)) {
      const shop = open(id, secret, { topics: topics[platform], url });
      shop.options.secret = secret;
      shop.outbox.follow(url, secret);
    }
  };
  // A real shop exists before thankflow knows it, so its credential works before it has settings. It has no webhooks yet.
  const learn = async ({ headers }: SandboxCall) => {
    const id = localShopOf(headers);
    if (id !== undefined) open(id, '');
  };
  const api =
    platform === 'shopify'
      ? shopifySandbox({ registry, accounts: shopifyAccounts, prepare, learn })
      : wooCommerceSandbox({ registry, accounts: wooCommerceAccounts, prepare, learn });
  const sender = sendWebhooks(registry);
  return {
    handle: sandboxHandler(api, now),
    close: async () => {
      await sender.close();
      api.close();
    },
  };
}
