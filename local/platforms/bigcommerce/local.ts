import { bigCommerceScopesNeeded } from '../../../lib/platforms/bigcommerce/admin/webhooks.ts';
import { bigCommerceAccountOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { bigCommerceApiAccount, bigCommerceSandbox, type BigCommerceApiAccount } from './sandbox.ts';
import { bigCommerceFormat } from './webhooks.ts';

export const localBigCommerce: LocalPlatform = {
  format: bigCommerceFormat,
  topics: bigCommerceScopesNeeded,
  shopOf: (headers) => /^bc_local_(\S+)$/.exec(String(headers['x-auth-token'] ?? ''))?.[1],
  sandbox(options) {
    const accounts = new Map<string, BigCommerceApiAccount>();
    return {
      api: bigCommerceSandbox({ ...options, accounts }),
      admit(shop) {
        accounts.set(bigCommerceAccountOf(shop.options.id).accessToken, bigCommerceApiAccount(shop));
      },
    };
  },
};
