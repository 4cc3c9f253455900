import type { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import type { IncomingHttpHeaders } from 'node:http';
import { ShopId } from '../../lib/order/order.ts';
import type { HttpHandler } from '../http/serve.ts';
import type { PlatformShops } from '../platform-shops.ts';
import type { SandboxApi, SandboxCall } from '../partners/sandbox-api.ts';
import { sandboxHandler } from '../partners/sandbox-server.ts';
import type { PlatformFormat } from './platform-format.ts';
import type { SandboxShop } from './sandbox-shop.ts';
import { sendWebhooks } from './send-webhooks.ts';
import type { ShopSandboxOptions } from './shop-accounts.ts';
import { ShopRegistry } from './shop-registry.ts';

export interface PlatformServerOptions {
  shops: PlatformShops;
  /** Keeps the orders here across restarts. */
  file?: string;
  now: () => number;
}

/** A platform as the local stack plays it. */
export interface LocalPlatform {
  format: PlatformFormat;
  /** What thankflow's documentation tells shops to subscribe to. */
  topics: readonly string[];
  /** The local shop whose credential a call has, as known-access.ts makes it; `undefined`: it has none. */
  shopOf(headers: IncomingHttpHeaders, body: string): string | undefined;
  /** Its API. `admit` lets a shop in with the credential that known-access.ts makes. */
  sandbox(options: Omit<ShopSandboxOptions<never>, 'accounts'>): { api: SandboxApi; admit(shop: SandboxShop): void };
}

/** Loaded on first use, because most runs of the stack need none. */
const platforms: Record<ApiPlatform, () => Promise<LocalPlatform>> = {
  shopify: async () => (await import('./shopify/local.ts')).localShopify,
  woocommerce: async () => (await import('./woocommerce/local.ts')).localWooCommerce,
  squarespace: async () => (await import('./squarespace/local.ts')).localSquarespace,
  wix: async () => (await import('./wix/local.ts')).localWix,
  shopware: async () => (await import('./shopware/local.ts')).localShopware,
  stripe: async () => (await import('./stripe/local.ts')).localStripe,
  bigcommerce: async () => (await import('./bigcommerce/local.ts')).localBigCommerce,
  square: async () => (await import('./square/local.ts')).localSquare,
  ecwid: async () => (await import('./ecwid/local.ts')).localEcwid,
  saleor: async () => (await import('./saleor/local.ts')).localSaleor,
  'adobe-commerce': async () => (await import('./adobe-commerce/local.ts')).localAdobeCommerce,
};

/** A platform's sandbox with the stack's shops, and the sender of their webhooks. */
export async function localPlatform(
  platform: ApiPlatform,
  options: PlatformServerOptions,
): Promise<{ handle: HttpHandler; close(): Promise<void> }> {
  const { format, topics, shopOf, sandbox } = await platforms[platform]();
  const { now, file } = options;
  const registry = new ShopRegistry({ format, now, random: Math.random, ...(file !== undefined && { file }) });
  const open = (id: string, secret: string, webhooks?: { topics: readonly string[]; url: string }): SandboxShop => {
    const known = registry.shop(id);
    if (known !== undefined) return known;
    const shop = registry.open({ id, secret }, webhooks);
    admit(shop);
    return shop;
  };
  const prepare = async () => {
    for (const each of await options.shops(platform)) {
      const { id, webhookUrl: url, webhookSecret, signingKey, platformShopId, signedUrl } = each;
      const secret = signingKey ?? webhookSecret;
      const shop = open(id, secret, { topics, url });
      shop.options.platformShopId = platformShopId;
      shop.options.signedUrl = signedUrl;
      shop.options.secret = secret;
      shop.outbox.follow(url, secret);
    }
  };
  // A real shop exists before thankflow knows it, so its credential works before it has settings. It has no webhooks yet.
  const learn = async ({ headers, body }: SandboxCall) => {
    const id = ShopId.safeParse(shopOf(headers, body)).data;
    if (id !== undefined) open(id, '');
  };
  const { api, admit } = sandbox({ registry, prepare, learn });
  const sender = sendWebhooks(registry);
  return {
    handle: sandboxHandler(api, now),
    close: async () => {
      await sender.close();
      api.close();
    },
  };
}
