import { wooCommerceKeyOf, wooCommerceWritingKeyOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { wooCommerceSandbox, type WooCommerceAccount } from './sandbox.ts';
import { wooCommerceFormat } from './webhooks.ts';

export const localWooCommerce: LocalPlatform = {
  format: wooCommerceFormat,
  topics: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
  shopOf({ authorization = '' }) {
    const [, encoded = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
    return /^ck_local(?:write)?_([^:]+)/.exec(Buffer.from(encoded, 'base64').toString())?.[1];
  },
  sandbox(options) {
    const accounts = new Map<string, WooCommerceAccount>();
    return {
      api: wooCommerceSandbox({ ...options, accounts }),
      admit(shop) {
        const key = wooCommerceKeyOf(shop.options.id);
        const account = { shop, permissions: 'read_write', revoked: false } as const;
        accounts.set(key.consumerKey, { ...account, ...key });
        const writing = wooCommerceWritingKeyOf(shop.options.id);
        accounts.set(writing.consumerKey, { ...account, ...writing, writes: true });
      },
    };
  },
};
