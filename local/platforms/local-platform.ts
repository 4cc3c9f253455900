import type { HttpHandler } from '../http/serve.ts';
import type { PlatformShops } from '../platform-shops.ts';
import { sandboxHandler } from '../partners/sandbox-server.ts';
import { shopifyTokenOf, wooCommerceKeyOf } from './known-access.ts';
import { sendWebhooks } from './send-webhooks.ts';
import { ShopRegistry } from './shop-registry.ts';
import { shopifyAccount, shopifySandbox, type ShopifyAccount } from './shopify-sandbox.ts';
import { shopifyFormat } from './shopify-webhooks.ts';
import { wooCommerceSandbox, type WooCommerceAccount } from './woocommerce-sandbox.ts';
import { wooCommerceFormat } from './woocommerce-webhooks.ts';

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
  const prepare = async () => {
    for (const { id, webhookUrl: url, webhookSecret: secret } of await options.shops(platform)) {
      const isNew = registry.shop(id) === undefined;
      const shop = registry.open({ id, secret }, { topics: topics[platform], url });
      shop.options.secret = secret;
      shop.outbox.follow(url, secret);
      if (!isNew) continue;
      const key = wooCommerceKeyOf(id);
      shopifyAccounts.set(shopifyTokenOf(id), shopifyAccount(shop, shopifyTokenOf(id)));
      wooCommerceAccounts.set(key.consumerKey, { shop, ...key, permissions: 'read_write', revoked: false });
    }
  };
  const api =
    platform === 'shopify'
      ? shopifySandbox({ registry, accounts: shopifyAccounts, prepare })
      : wooCommerceSandbox({ registry, accounts: wooCommerceAccounts, prepare });
  const sender = sendWebhooks(registry);
  return {
    handle: sandboxHandler(api, now),
    close: async () => {
      await sender.close();
      api.close();
    },
  };
}
