import { saleorTokenOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { saleorAccount, saleorSandbox, type SaleorAccount } from './sandbox.ts';
import { localTopics, saleorFormat } from './webhooks.ts';

export const localSaleor: LocalPlatform = {
  format: saleorFormat,
  topics: localTopics,
  shopOf: ({ authorization = '' }) => /^Bearer saleor_local_(.+)$/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, SaleorAccount>();
    return {
      api: saleorSandbox({ ...options, accounts }),
      admit(shop) {
        accounts.set(saleorTokenOf(shop.options.id), saleorAccount(shop));
      },
    };
  },
};
