import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { lookups } from '../../lib/lookup/waiting.ts';
import { LruMap } from '../../lib/lru-map.ts';
import { callAdmin } from '../../lib/platforms/admin/call.ts';
import { patientAdmin } from '../../lib/platforms/admin/patient.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { ReadSettings } from '../../lib/platforms/platform.ts';
import { putInQuarantine, s3Client } from '../../lib/quarantine/bucket.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { adminOf } from '../../lib/reconcile/admin-of.ts';
import { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { ingestSettings } from '../../lib/shops/ingest-settings.ts';
import { removedIn, settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { workerClient } from '../../lib/worker-client.ts';
import type { FetchSettings, Ports } from './ports.ts';

export const Variables = environment(
  'STAGE',
  'ORDERS_TABLE',
  'SETTINGS_TABLE',
  'ORDERS_QUEUE_URL',
  'FETCHES_QUEUE_URL',
  'FETCHES_DLQ_URL',
  'VISIBILITY_TIMEOUT_SECONDS',
  'QUARANTINE_BUCKET',
  'PARTNER_TIMEOUT_MS',
  'CACHE_TTL_MS',
  'SHOPIFY_EVENTS',
);

const secretTimeoutMs = 3000;

export function awsPorts(env: z.infer<typeof Variables>, sqs: SQSClient, telemetry: Telemetry): Ports {
  const now = Date.now;
  const documents = documentClient(workerClient);
  const s3 = s3Client(workerClient);
  const readRow = settingsRows(documents, env.SETTINGS_TABLE);
  const readSettings = async (shop: string): Promise<FetchSettings | undefined> => {
    const row = await readRow(shop);
    if (row === undefined) return undefined;
    return { ...ingestSettings(shop, row.settings), isRemoved: removedIn(row.settings).removed !== undefined };
  };
  const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now };
  const settings = cached(readSettings, cacheOptions);
  const read = secretsManager(leanClient(SecretsManagerClient, workerClient), secretTimeoutMs);
  const readSecret = secretSource(read, PlatformSecret, (shop) => secretNames.platform(env.STAGE, shop));
  const admins = rememberedAdmins(env.PARTNER_TIMEOUT_MS, now);
  return {
    lookups: lookups(documents, env.ORDERS_TABLE),
    settings: (shop) => settings.get(shop),
    secrets: cached(readSecret, cacheOptions),
    admin: (shop, secret, reading, untilMs) =>
      patientAdmin(admins(shop, secret, reading), { untilMs, now, sleep: (ms) => setTimeout(ms) }),
    queue: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, ofShop(event)),
    quarantine: (entry) => putInQuarantine(s3, env.QUARANTINE_BUCKET, entry),
    sendDeadLetter: (lookup) => sendMessage(sqs, env.FETCHES_DLQ_URL, ofShop(lookup)),
    telemetry,
    now,
    random: Math.random,
    sleep: (ms) => setTimeout(ms),
  };
}

/** The admin APIs of shops, which remember their access tokens. If the shop's credential or settings change, it gets a new one. */
function rememberedAdmins(
  timeoutMs: number,
  now: () => number,
): (shop: string, secret: PlatformSecret, settings: ReadSettings) => PlatformAdmin {
  const known = new LruMap<{ made: { secret: PlatformSecret; settings: ReadSettings }; admin: PlatformAdmin }>(200);
  return (shop, secret, settings) => {
    const made = { secret, settings };
    const before = known.get(shop);
    if (before !== undefined && isDeepStrictEqual(before.made, made)) return before.admin;
    const admin = adminOf(secret, callAdmin(secret.url, timeoutMs), now, settings);
    known.set(shop, { made, admin });
    return admin;
  };
}
