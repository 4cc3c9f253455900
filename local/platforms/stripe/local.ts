import { stripeTypes } from '../../../lib/platforms/stripe/read.ts';
import { stripeKeyOf } from '../known-access.ts';
import type { LocalPlatform } from '../local-platform.ts';
import { stripeSandbox, type StripeAccount } from './sandbox.ts';
import { stripeFormat } from './webhooks.ts';

export const localStripe: LocalPlatform = {
  format: stripeFormat,
  topics: stripeTypes('checkout'),
  shopOf: ({ authorization = '' }) => /^Bearer rk_local_(\S+)$/.exec(authorization)?.[1],
  sandbox(options) {
    const accounts = new Map<string, StripeAccount>();
    return {
      api: stripeSandbox({ ...options, accounts }),
      admit(shop) {
        const apiKey = stripeKeyOf(shop.options.id);
        accounts.set(apiKey, { shop, apiKey, lacks: new Set(), revoked: false });
      },
    };
  },
};
