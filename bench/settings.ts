import type { PlatformName } from '../lib/shops/platform-name.ts';
import { ShopSettings } from '../lib/shops/settings.ts';

/** The settings of the shop `bench`. */
export const benchSettings = (platform: PlatformName, impact: { fixed: number } | { perItem: number }): ShopSettings =>
  ShopSettings.parse({
    version: 1,
    shop: 'bench',
    platform,
    ordersPaidFrom: '2024-01-01',
    thanku: {
      slug: 'bench',
      thankuOrderId: 'A-1-1',
      cause: 'PlantTrees',
      impact,
      message: { en: 'Thank you, {{customer.firstName|friend}}!' },
    },
  });
