import type { ApiPlatform } from '../lib/reconcile/platform-secret.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { senders } from '../lib/senders/senders.ts';
import { newSentSecret, SentSecret, signedWith } from '../lib/senders/sent-secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { secretAs } from './partner-accounts.ts';

const stage = 'local';

/** A shop that a platform's sandbox imitates. */
export interface PlatformShop {
  id: string;
  webhookUrl: string;
  webhookSecret: string;
  signingKey?: string | undefined;
  platformShopId?: string | undefined;
  signedUrl?: string | undefined;
}

/** The shops of a platform that have settings and a webhook secret. */
export type PlatformShops = (platform: ApiPlatform) => Promise<PlatformShop[]>;

/** Reads the shops from the stage's settings and secrets each time, so changes take effect immediately. */
export function platformShops(
  secrets: Pick<SecretsManager, 'create' | 'current'>,
  { documents, settingsTable }: { documents: DynamoDBDocumentClient; settingsTable: string },
  apiUrl: string,
): PlatformShops {
  const settings = settingsStore(documents, settingsTable);
  return async (platform) =>
    (await settings.list()).flatMap(({ shop: id, settings: known }) => {
      if (known?.platform !== platform) return [];
      const name = secretNames.webhook(stage, id);
      const stored = secretAs(secrets, SentSecret, name);
      // A platform that publishes its key has one before thankflow knows the shop.
      const made = stored === undefined && senders[platform].publicKey !== undefined;
      const secret = made ? newSentSecret(platform) : stored;
      if (secret === undefined) return [];
      if (made) secrets.create([{ name, value: JSON.stringify(secret) }]);
      const { platformShopId, webhookUrl: signedUrl } = known;
      return [{ id, webhookUrl: `${apiUrl}/webhooks/${id}`, signedUrl, platformShopId, ...signedWith(secret) }];
    });
}
