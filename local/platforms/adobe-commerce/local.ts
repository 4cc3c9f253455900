import { orderSaved } from '../../../lib/senders/adobe-commerce.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { adobeCommerceAccount, type AdobeCommerceAccount } from './account.ts';
import { adobeCommerceSandbox } from './sandbox.ts';
import { adobeCommerceFormat } from './webhooks.ts';

export const localAdobeCommerce: LocalPlatform = {
  format: adobeCommerceFormat,
  topics: [orderSaved],
  shopOf: ({ authorization = '' }) => /oauth_consumer_key="adobe_key_([^"]+)"/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, AdobeCommerceAccount>();
    return {
      api: adobeCommerceSandbox({ ...options, accounts }),
      admit(shop) {
        const account = adobeCommerceAccount(shop);
        accounts.set(account.integration.consumerKey, account);
      },
    };
  },
};
