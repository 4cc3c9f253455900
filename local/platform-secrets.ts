import { ApiPlatform, PlatformSecret } from '../lib/reconcile/platform-secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { AdminUrls } from '../lib/local-stack/endpoints.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { secretAs } from './partner-accounts.ts';
import { localCredential, type Credential } from './platforms/known-access.ts';

/** Lets the sample shops be reconciled with the platforms' sandboxes. */
export function putPlatformSecrets(
  secrets: Pick<SecretsManager, 'replace'>,
  shops: readonly Pick<ShopSettings, 'shop' | 'platform' | 'platformShopId'>[],
  urls: AdminUrls,
): void {
  for (const { shop, platform, platformShopId } of shops) {
    const withApi = ApiPlatform.safeParse(platform).data;
    if (withApi !== undefined) put(secrets, shop, localCredential[withApi](shop, platformShopId), urls);
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

function put(secrets: Pick<SecretsManager, 'replace'>, shop: string, credential: Credential, urls: AdminUrls): void {
  const url = urls[credential.platform];
  secrets.replace(secretNames.platform('local', shop), JSON.stringify({ ...credential, url }));
}
