import { ShopSettings } from '../../../lib/shops/settings.ts';

/** The settings of a shop that posts the generic order: a shop of a test's own is in no other test's way. */
export const shopWith = (
  shop: string,
  thanku: Record<string, unknown> = {},
  others: Record<string, unknown> = {},
): ShopSettings =>
  ShopSettings.parse({
    version: 1,
    shop,
    platform: 'standard',
    ordersPaidFrom: '2024-01-01',
    thanku: {
      slug: shop,
      thankuOrderId: 'A-1-1',
      cause: 'PlantTrees',
      impact: { fixed: 1 },
      message: { en: 'Thank you, {{customer.firstName|friend}}!' },
      ...thanku,
    },
    ...others,
  });

/** Adds a loyalty programme: `shopWith('acme', {}, loyal('acme'))`. */
export const loyal = (shop: string, thanx: Record<string, unknown> = {}) => ({
  thanx: { credential: 'main', merchantId: `merchant-of-${shop}`, currency: 'EUR', ...thanx },
});
