import { randomBytes } from 'node:crypto';
import type { AdminUrls } from '../lib/local-stack/endpoints.ts';
import { NotifySecret, TargetSecret } from '../lib/notify/secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import type { TargetKind } from '../lib/shops/notify-settings.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { secretAs } from './partner-accounts.ts';
import { klaviyoKeyOf, writingCredential } from './platforms/known-access.ts';

/**
 * Gives each target of the local shops what it needs, unless somebody has put something. Credentials for the sandboxes get their addresses, which change with
 * each start. Those for real shops stay.
 */
export function putNotifySecrets(
  secrets: Pick<SecretsManager, 'current' | 'replace'>,
  shops: readonly Pick<ShopSettings, 'shop' | 'notify'>[],
  urls: AdminUrls,
): void {
  for (const { shop, notify = [] } of shops) {
    if (notify.length === 0) continue;
    const name = secretNames.notify('local', shop);
    const kept = secretAs(secrets, NotifySecret, name)?.targets ?? {};
    const targets = notify.map(({ name: target, to }) => {
      const secret = TargetSecret.safeParse(kept[target]).data;
      return [target, secret?.to === to ? atSandbox(secret, urls) : localSecret(shop, to, urls)];
    });
    secrets.replace(name, JSON.stringify({ targets: { ...kept, ...Object.fromEntries(targets) } }));
  }
}

function atSandbox(secret: TargetSecret, urls: AdminUrls): TargetSecret {
  if (!('platform' in secret) || new URL(secret.platform.url).hostname !== '127.0.0.1') return secret;
  return { ...secret, platform: { ...secret.platform, url: urls[secret.platform.platform] } };
}

function localSecret(shop: string, to: TargetKind, urls: AdminUrls): TargetSecret {
  switch (to) {
    case 'webhook':
      return { to, current: `whsec_${randomBytes(32).toString('base64')}` };
    case 'klaviyo':
      return { to, apiKey: klaviyoKeyOf(shop) };
    case 'shopify-metafield':
      return { to, platform: { ...writingCredential.shopify(shop), url: urls.shopify } };
    case 'woocommerce-meta':
    case 'woocommerce-note':
      return { to, platform: { ...writingCredential.woocommerce(shop), url: urls.woocommerce } };
  }
}
