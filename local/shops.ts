import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LocalShop } from '../lib/local-stack/endpoints.ts';
import { newSentSecret, SentSecret, signedWith } from '../lib/senders/sent-secret.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import { applySettings } from '../lib/shops/apply-settings.ts';
import { parseShopFile } from '../lib/shops/file/parse-yaml.ts';
import { settingsStore, type StoredSettings } from '../lib/shops/settings-store.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import { newStatusKey, statusKeyHash } from '../lib/shops/status-key.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import { LocalError } from '../lib/local-stack/local-error.ts';
import { secretAs } from './partner-accounts.ts';
import { writePrivately } from './write-privately.ts';

const stage = 'local';
const shopsFolder = join(import.meta.dirname, 'shops');

/** Reads the sample shops, `local/shops/*.yaml`. @throws LocalError with all problems of a file */
export function readSampleShops(folder = shopsFolder): ShopSettings[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  return files.sort().map((name) => {
    const parsed = parseShopFile(readFileSync(join(folder, name), 'utf8'), basename(name));
    if (parsed.ok) return parsed.settings;
    const problems = parsed.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
    throw new LocalError(problems.join('\n'));
  });
}

/** Creates the missing secrets of shops and Thanx credentials, with random values. */
export function createShopSecrets(
  secrets: SecretsManager,
  shops: readonly ShopSettings[],
  thanxCredentials: readonly string[],
): void {
  secrets.create([
    ...shops.flatMap(({ shop, platform, thanx }) => [
      { name: secretNames.webhook(stage, shop), value: JSON.stringify(newSentSecret(platform)) },
      { name: secretNames.thanku(stage, shop), value: JSON.stringify({ token: randomBytes(16).toString('hex') }) },
      ...(thanx?.mode === 'baskets' ? [merchantKey(shop, thanx.credential)] : []),
    ]),
    ...thanxCredentials.map((credential) => ({
      name: secretNames.thanx(stage, credential),
      value: JSON.stringify({
        clientId: randomBytes(16).toString('hex'),
        accessToken: randomBytes(32).toString('base64url'),
      }),
    })),
  ]);
}

const merchantKey = (shop: string, credential: string) => ({
  name: secretNames.thanxMerchant(stage, credential, shop),
  value: JSON.stringify({ merchantKey: randomBytes(8).toString('hex') }),
});

/** Applies the settings of shops that have none yet. */
export async function applySampleShops(
  to: { documents: DynamoDBDocumentClient; settingsTable: string; controlTable: string; ordersTable: string },
  shops: readonly ShopSettings[],
  statusKeys: Record<string, string>,
): Promise<void> {
  const store = settingsStore(to.documents, to.settingsTable);
  for (const settings of shops) {
    if (await store.stored(settings.shop)) continue;
    const withKey = { ...settings, statusKeys: [statusKeyHash(statusKeys[settings.shop] ?? '')] };
    await applySettings(to, withKey, { by: 'the local stack', now: Date.now });
  }
}

/** A random API key per shop for `GET /orders`. The keys are stored here, because settings contain only their hashes. */
export function statusKeysIn(folder: string, shops: readonly ShopSettings[]): Record<string, string> {
  const path = join(folder, 'status-keys.json');
  const kept = existsSync(path) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
  for (const { shop } of shops) kept[shop] ??= newStatusKey();
  writePrivately(path, JSON.stringify(kept));
  return kept;
}

/** For a shop whose settings have a newer version. */
const unreadable: { platform: string; platformShopId?: string; webhookUrl?: string; statusKeys: readonly string[] } = {
  platform: 'unknown',
  statusKeys: [],
};

/** Describes all shops that have settings for endpoints.json. */
export function describeShops(
  shops: readonly StoredSettings[],
  apiUrl: string,
  secrets: Pick<SecretsManager, 'current'>,
  keptKeys: Record<string, string>,
): LocalShop[] {
  return shops.map(
    ({ shop, settings: { platform, platformShopId, webhookUrl: signedUrl, statusKeys } = unreadable }) => {
      const key = keptKeys[shop] ?? '';
      return {
        id: shop,
        platform,
        webhookUrl: `${apiUrl}/webhooks/${shop}`,
        ...signedWith(secretAs(secrets, SentSecret, secretNames.webhook(stage, shop)) ?? { current: '' }),
        ...(platformShopId !== undefined && { platformShopId }),
        ...(signedUrl !== undefined && { signedUrl }),
        statusKey: statusKeys.includes(statusKeyHash(key)) ? key : '',
      };
    },
  );
}
