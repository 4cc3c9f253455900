import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretsManager } from '../../lib/secrets/read.ts';
import { linkSecretReader } from '../../lib/secrets/link-secret.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { thanksReader } from '../../lib/store/thanks-reader.ts';
import { readAssets } from './assets.ts';
import { pageSettings } from './page-settings.ts';
import type { Ports } from './thanks-page.ts';

export const PageEnvironment = environment('STAGE', 'ORDERS_TABLE', 'SETTINGS_TABLE', 'CACHE_TTL_MS');

/** Somebody looks at the page: better an answer soon than a right one late. Two tries take at most 1.6 s. */
const pageClient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true },
};

const secretTimeoutMs = 1500;

/** thanks-page's ports on AWS. */
export function awsPorts(env: z.infer<typeof PageEnvironment>, unreadable: Ports['unreadable']): Ports {
  const documents = documentClient(pageClient);
  const settingsRow = settingsRows(documents, env.SETTINGS_TABLE);
  const readSettings = async (shop: string) => {
    const row = await settingsRow(shop);
    return row && pageSettings(shop, row.settings);
  };
  const shops = cached(readSettings, { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now: Date.now });
  const read = secretsManager(leanClient(SecretsManagerClient, pageClient), secretTimeoutMs);
  return {
    settings: shops.get,
    linkSecret: linkSecretReader(read, env.STAGE, Date.now),
    order: thanksReader(documents, env.ORDERS_TABLE),
    unreadable,
    assets: readAssets(join(import.meta.dirname, 'browser')),
    now: Date.now,
  };
}
