import { randomBytes } from 'node:crypto';
import type { AdminUrls } from '../lib/local-stack/endpoints.ts';
import { NotifySecret, TargetSecret } from '../lib/notify/secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import type { NotifyTarget } from '../lib/shops/notify-settings.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { secretAs } from './partner-accounts.ts';
import { localCredential } from './platforms/known-access.ts';

type NotifiedShop = Pick<ShopSettings, 'shop' | 'platformShopId' | 'notify'>;

/** Gives the targets of the sample shops their secrets. Those that have one keep it. */
export function putNotifySecrets(
  secrets: Pick<SecretsManager, 'current' | 'replace'>,
  shops: readonly NotifiedShop[],
  urls: AdminUrls,
): void {
  for (const { shop, platformShopId, notify = [] } of shops) {
    if (notify.length === 0) continue;
    const name = secretNames.notify('local', shop);
    const kept = secretAs(secrets, NotifySecret, name)?.targets ?? {};
    const made = notify.map((target) => [target.name, newSecret(target, { shop, platformShopId }, urls)]);
    secrets.replace(name, JSON.stringify({ targets: { ...Object.fromEntries(made), ...kept } }));
  }
}

function newSecret(
  { to }: NotifyTarget,
  { shop, platformShopId }: Pick<NotifiedShop, 'shop' | 'platformShopId'>,
  urls: AdminUrls,
): object {
  switch (to) {
    case 'webhook':
      return { to, current: `whsec_${randomBytes(32).toString('base64')}` };
    case 'klaviyo':
      return { to, apiKey: `pk_local_${shop}` };
    case 'shopify-metafield':
    case 'woocommerce-meta':
    case 'woocommerce-note': {
      const credential = localCredential[to === 'shopify-metafield' ? 'shopify' : 'woocommerce'](shop, platformShopId);
      return { to, platform: { ...credential, url: urls[credential.platform] } };
    }
  }
}

/** Gives the credentials in these secrets the sandboxes' addresses, which change with each start. Real shops' addresses stay. */
export function updateNotifySecrets(
  secrets: Pick<SecretsManager, 'current' | 'replace'>,
  shops: readonly string[],
  urls: AdminUrls,
): void {
  for (const shop of shops) {
    const name = secretNames.notify('local', shop);
    const secret = secretAs(secrets, NotifySecret, name);
    if (secret === undefined) continue;
    const targets = Object.entries(secret.targets).map(([target, value]) => [target, atSandbox(value, urls)]);
    secrets.replace(name, JSON.stringify({ ...secret, targets: Object.fromEntries(targets) }));
  }
}

function atSandbox(value: unknown, urls: AdminUrls): unknown {
  const { data } = TargetSecret.safeParse(value);
  if (data === undefined || !('platform' in data) || new URL(data.platform.url).hostname !== '127.0.0.1') return value;
  return { ...data, platform: { ...data.platform, url: urls[data.platform.platform] } };
}
