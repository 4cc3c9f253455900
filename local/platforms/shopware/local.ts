import { shopwareEvents } from '../../../lib/platforms/shopware/read.ts';
import { readable } from '../../../ops/app/manifest.ts';
import { shopwareKeyOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import type { ShopwareAccount } from './account.ts';
import { shopwareSandbox } from './sandbox.ts';
import { shopwareFormat } from './webhooks.ts';

/** What an integration may do that was made for thankflow. */
const privileges = readable.map((entity) => `${entity}:read`);

export const localShopware: LocalPlatform = {
  format: shopwareFormat,
  topics: shopwareEvents,
  shopOf: (_, body) => /"client_id":"SWIALOCAL-([^"]+)"/.exec(body)?.[1],
  sandbox(options) {
    const accounts = new Map<string, ShopwareAccount>();
    return {
      api: shopwareSandbox({ ...options, accounts }),
      admit(shop) {
        const key = shopwareKeyOf(shop.options.id);
        accounts.set(key.clientId, { shop, ...key, privileges: new Set(privileges), revoked: false });
      },
    };
  },
};
