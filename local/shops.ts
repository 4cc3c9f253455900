import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { secretNames, ThankuSecret, ThanxSecret, WebhookSecret } from '../lib/secrets/secrets.ts';
import { applySettings } from '../lib/shops/apply-settings.ts';
import { parseShopFile } from '../lib/shops/parse-yaml.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import type { PlatformName } from '../lib/shops/platform-name.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import { newStatusKey, statusKeyHash } from '../lib/shops/status-key.ts';
import { documentClient } from '../lib/store/documents.ts';
import { clientConfig } from './aws/client-config.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import type { LocalShop } from './endpoints.ts';
import { LocalError } from './local-error.ts';
import { writePrivately } from './write-privately.ts';

const stage = 'local';
const shopsFolder = join(import.meta.dirname, 'shops');

/** Reads the sample shops, `local/shops/*.yaml`. Throws a `LocalError` that says what is wrong with one. */
export function readSampleShops(folder = shopsFolder): ShopSettings[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  return files.sort().map((name) => {
    const parsed = parseShopFile(readFileSync(join(folder, name), 'utf8'), basename(name));
    if (parsed.ok) return parsed.settings;
    const problems = parsed.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
    throw new LocalError(problems.join('\n'));
  });
}

/** As each platform makes its webhook secrets. */
const newWebhookSecret: Record<PlatformName, () => string> = {
  shopify: () => randomBytes(32).toString('hex'),
  woocommerce: () => randomBytes(25).toString('base64url'),
  standard: () => `whsec_${randomBytes(24).toString('base64')}`,
};

/** What the sandboxes have to know of the shops. */
export interface PartnerAccounts {
  /** Wallet slug → ThankU token. */
  thankuTokens: Record<string, string>;
  thanxCredentials: ThanxSecret[];
  merchants: { id: string; name: string; handle: string }[];
}

/** Makes the secrets that the shops and Thanx credentials still lack, at random, and gives what the partners must know. */
export function createShopSecrets(
  secrets: SecretsManager,
  shops: readonly ShopSettings[],
  thanxCredentials: readonly string[],
): PartnerAccounts {
  secrets.create([
    ...shops.flatMap(({ shop, platform }) => [
      { name: secretNames.webhook(stage, shop), value: JSON.stringify({ current: newWebhookSecret[platform]() }) },
      { name: secretNames.thanku(stage, shop), value: JSON.stringify({ token: randomBytes(16).toString('hex') }) },
    ]),
    ...thanxCredentials.map((credential) => ({
      name: secretNames.thanx(stage, credential),
      value: JSON.stringify({
        clientId: randomBytes(16).toString('hex'),
        accessToken: randomBytes(32).toString('base64url'),
      }),
    })),
  ]);
  const merchants = shops.flatMap(({ shop, thanx }) =>
    thanx ? [{ id: thanx.merchantId, name: shop, handle: shop }] : [],
  );
  return {
    thankuTokens: Object.fromEntries(
      shops.map(({ shop, thanku }) => [
        thanku.slug,
        read(secrets, ThankuSecret, secretNames.thanku(stage, shop)).token,
      ]),
    ),
    thanxCredentials: thanxCredentials.map((name) => read(secrets, ThanxSecret, secretNames.thanx(stage, name))),
    merchants,
  };
}

function read<Schema extends z.ZodType>(secrets: SecretsManager, schema: Schema, name: string): z.infer<Schema> {
  const parsed = schema.safeParse(JSON.parse(secrets.current(name) ?? 'null'));
  if (!parsed.success) throw new LocalError(`The local secret ${name} is not what it should be. Start with --fresh.`);
  return parsed.data;
}

/** Puts the settings of those shops in force that have none yet: what was applied since is kept. */
export async function applySampleShops(
  to: { url: string; region: string; settingsTable: string; controlTable: string; statusKeys: Record<string, string> },
  shops: readonly ShopSettings[],
): Promise<void> {
  const documents = documentClient(clientConfig(to.url, to.region));
  const store = settingsStore(documents, to.settingsTable);
  for (const settings of shops) {
    if (await store.stored(settings.shop)) continue;
    const withKey = { ...settings, statusKeys: [statusKeyHash(to.statusKeys[settings.shop] ?? '')] };
    await applySettings({ documents, ...to }, withKey, { by: 'the local stack', now: Date.now });
  }
  documents.destroy();
}

/** A random API key per shop for `GET /orders`, kept: the settings only know its hash. */
export function statusKeysIn(folder: string, shops: readonly ShopSettings[]): Record<string, string> {
  const path = join(folder, 'status-keys.json');
  const kept = existsSync(path) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
  for (const { shop } of shops) kept[shop] ??= newStatusKey();
  writePrivately(path, JSON.stringify(kept));
  return kept;
}

/** What endpoints.json says of the shops. */
export function describeShops(
  shops: readonly ShopSettings[],
  apiUrl: string,
  secrets: SecretsManager,
  statusKeys: Record<string, string>,
): LocalShop[] {
  return shops.map(({ shop, platform }) => ({
    id: shop,
    platform,
    webhookUrl: `${apiUrl}/webhooks/${shop}`,
    webhookSecret: read(secrets, WebhookSecret, secretNames.webhook(stage, shop)).current,
    statusKey: statusKeys[shop] ?? '',
  }));
}
