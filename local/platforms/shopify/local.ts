import { shopifyTokenOf, shopifyWritingTokenOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { everyScope, shopifyAccount, shopifySandbox, type ShopifyAccount } from './sandbox.ts';
import { shopifyFormat } from './webhooks.ts';

export const localShopify: LocalPlatform = {
  format: shopifyFormat,
  topics: ['orders/paid', 'orders/cancelled', 'refunds/create'],
  shopOf: ({ 'x-shopify-access-token': token = '' }) => /^shpat_local(?:write)?_(.+)$/.exec(String(token))?.[1],
  sandbox(options) {
    const accounts = new Map<string, ShopifyAccount>();
    return {
      api: shopifySandbox({ ...options, accounts }),
      admit(shop) {
        const token = shopifyTokenOf(shop.options.id);
        accounts.set(token, shopifyAccount(shop, token));
        const writing = shopifyWritingTokenOf(shop.options.id);
        const scopes = [...everyScope, 'write_orders'];
        accounts.set(writing, { ...shopifyAccount(shop, writing, scopes), writes: true });
      },
    };
  },
};
