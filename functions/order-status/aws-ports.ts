import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { statusReader } from '../../lib/store/status-reader.ts';
import { workerClient } from '../../lib/worker-client.ts';
import type { Ports } from './order-status.ts';
import { statusSettings } from './status-settings.ts';

export const StatusEnvironment = environment('ORDERS_TABLE', 'SETTINGS_TABLE', 'CACHE_TTL_MS');

/** order-status's ports on AWS. */
export function awsPorts(env: z.infer<typeof StatusEnvironment>): Ports {
  const documents = documentClient(workerClient);
  const settingsRow = settingsRows(documents, env.SETTINGS_TABLE);
  const readSettings = async (shop: string) => {
    const row = await settingsRow(shop);
    return row && statusSettings(shop, row.settings);
  };
  const shops = cached(readSettings, { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now: Date.now });
  return { settings: shops.get, store: statusReader(documents, env.ORDERS_TABLE) };
}
