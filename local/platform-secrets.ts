import type { PlatformSecret } from '../lib/reconcile/platform-secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { shopifyTokenOf, wooCommerceKeyOf } from './platforms/known-access.ts';

/** Lets the sample shops be reconciled with the platforms' sandboxes, whose addresses change with each start. */
export function putPlatformSecrets(
  secrets: Pick<SecretsManager, 'replace'>,
  shops: readonly Pick<ShopSettings, 'shop' | 'platform'>[],
  urls: { shopifyAdminUrl: string; woocommerceAdminUrl: string },
): void {
  for (const { shop, platform } of shops) {
    if (platform === 'standard') continue;
    const secret: PlatformSecret =
      platform === 'shopify'
        ? { platform, url: urls.shopifyAdminUrl, accessToken: shopifyTokenOf(shop) }
        : { platform, url: urls.woocommerceAdminUrl, ...wooCommerceKeyOf(shop) };
    secrets.replace(secretNames.platform('local', shop), JSON.stringify(secret));
  }
}
