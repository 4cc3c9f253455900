import { shopifyTokenOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { shopifyAccount, shopifySandbox, type ShopifyAccount } from './sandbox.ts';
import { shopifyFormat } from './webhooks.ts';

export const localShopify: LocalPlatform = {
  format: shopifyFormat,
  topics: ['orders/paid', 'orders/cancelled', 'refunds/create'],
  shopOf: ({ 'x-shopify-access-token': token = '' }) => /^shpat_local_(.+)$/.exec(String(token))?.[1],
  sandbox(options) {
    const accounts = new Map<string, ShopifyAccount>();
    return {
      api: shopifySandbox({ ...options, accounts }),
      admit(shop) {
        const token = shopifyTokenOf(shop.options.id);
        accounts.set(token, shopifyAccount(shop, token));
      },
    };
  },
};
