import { PlatformSecret } from '../lib/reconcile/platform-secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { secretAs } from './partner-accounts.ts';
import { shopifyTokenOf, wooCommerceKeyOf } from './platforms/known-access.ts';

interface AdminUrls {
  shopifyAdminUrl: string;
  woocommerceAdminUrl: string;
}

/** Lets the sample shops be reconciled with the platforms' sandboxes. */
export function putPlatformSecrets(
  secrets: Pick<SecretsManager, 'replace'>,
  shops: readonly Pick<ShopSettings, 'shop' | 'platform'>[],
  urls: AdminUrls,
): void {
  for (const { shop, platform } of shops) {
    if (platform === 'standard') continue;
    const credential: Credential =
      platform === 'shopify'
        ? { platform, accessToken: shopifyTokenOf(shop) }
        : { platform, ...wooCommerceKeyOf(shop) };
    put(secrets, shop, credential, urls);
  }
}

/** Gives the credentials of other shops the sandboxes' addresses, which change with each start. Real shops' addresses stay. */
export function updatePlatformSecrets(
  secrets: Pick<SecretsManager, 'current' | 'replace'>,
  shops: readonly string[],
  urls: AdminUrls,
): void {
  for (const shop of shops) {
    const secret = secretAs(secrets, PlatformSecret, secretNames.platform('local', shop));
    if (secret !== undefined && new URL(secret.url).hostname === '127.0.0.1') put(secrets, shop, secret, urls);
  }
}

type WithoutUrl<Secret> = Secret extends unknown ? Omit<Secret, 'url'> : never;
type Credential = WithoutUrl<PlatformSecret>;

function put(
  secrets: Pick<SecretsManager, 'replace'>,
  shop: string,
  credential: Credential,
  { shopifyAdminUrl, woocommerceAdminUrl }: AdminUrls,
): void {
  const url = credential.platform === 'shopify' ? shopifyAdminUrl : woocommerceAdminUrl;
  secrets.replace(secretNames.platform('local', shop), JSON.stringify({ ...credential, url }));
}
