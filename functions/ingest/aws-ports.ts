import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { hourMs } from '../../lib/durations.ts';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { expiringMap } from '../../lib/lru-map.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { ofShop, sendMessage, warmUpQueue } from '../../lib/queue/send.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager, warmUpSecrets } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { ingestSettings } from '../../lib/shops/ingest-settings.ts';
import { webhookUrlAt } from '../../lib/shops/signed-url.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { parking } from '../../lib/store/parked.ts';
import { realTimer } from '../../lib/within.ts';
import { publicKeyLifetime, publicKeySource } from './public-keys.ts';
import { callTimeoutMs, keyTimeoutMs } from './time-budget.ts';
import type { IngestPorts } from './ports.ts';
import { connectionRetry } from './connection-retry.ts';

export const IngestEnvironment = environment(
  'STAGE',
  'API_URL',
  'SETTINGS_TABLE',
  'ORDERS_TABLE',
  'ORDERS_QUEUE_URL',
  'FETCHES_QUEUE_URL',
  'QUARANTINE_BUCKET',
  'CACHE_TTL_MS',
  'HTTPS_PREFIX',
);

/** The clients try once (see `connectionRetry`), and don't keep a socket open for a call that timed out. */
export function awsPorts(
  env: z.infer<typeof IngestEnvironment>,
  timeoutMs = callTimeoutMs,
): IngestPorts & { warmUp(): Promise<unknown> } {
  const now = Date.now;
  const requestHandler = { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  const client = { retryStrategy: connectionRetry, requestHandler };
  const documents = documentClient(client);
  const settingsRow = settingsRows(documents, env.SETTINGS_TABLE);
  const readSettings = async (shop: string) => {
    const row = await settingsRow(shop);
    return row && ingestSettings(shop, row.settings);
  };
  const parked = parking(documents, env.ORDERS_TABLE, now);
  // The signature covers the body, so SQS would have refused a damaged one: no need to compare another hash.
  const sqs = leanClient(SQSClient, { ...client, cacheMiddleware: true, md5: false });
  const secretsClient = leanClient(SecretsManagerClient, client);
  const readSecret = secretsManager(secretsClient, timeoutMs);
  const webhookSecret = secretSource(readSecret, WebhookSecret, (shop) => secretNames.webhook(env.STAGE, shop));
  const publicKey = publicKeyStore(documents, env.SETTINGS_TABLE);
  const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now, sharedForMs: timeoutMs };
  const cardKeys = cached(() => publicKey.get(), cacheOptions);
  const ingestTelemetry = lambdaTelemetry('ingest');
  // Loaded on first use: the S3 client is the largest of all, and rarely needed.
  const bucket = async () => {
    const { putInQuarantine, s3Client } = await import('../../lib/quarantine/bucket.ts');
    const s3 = s3Client(client);
    return (entry: QuarantinedWebhook) => putInQuarantine(s3, env.QUARANTINE_BUCKET, entry);
  };
  let putInBucket: ReturnType<typeof bucket> | undefined;
  const keys = publicKeySource(async (url) => {
    const { fetchPublicKey } = await import('./fetch-public-key.ts');
    return await fetchPublicKey(env.HTTPS_PREFIX, url);
  }, now);
  const isFirstThisHour = onceAnHour(now);
  return {
    warmUp: () =>
      Promise.allSettled([
        readSettings('warm-up'),
        warmUpSecrets(secretsClient, timeoutMs),
        warmUpQueue(sqs, env.ORDERS_QUEUE_URL),
      ]),
    settings: cached(readSettings, cacheOptions),
    secrets: cached(webhookSecret, cacheOptions),
    publicKeys: cached(keys, { ...publicKeyLifetime, now, sharedForMs: keyTimeoutMs }),
    webhookUrl: (shop) => webhookUrlAt(env.API_URL, shop),
    cardKey: { get: (patience) => cardKeys.get('in force', patience) },
    queue: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, ofShop(event)),
    queueLookup: (lookup) => sendMessage(sqs, env.FETCHES_QUEUE_URL, ofShop(lookup)),
    park: (event) => parked.park(event),
    async quarantine(entry) {
      putInBucket ??= bucket();
      const put = await putInBucket;
      await put(entry);
    },
    telemetry: ingestTelemetry,
    countMissingSecret(shop) {
      if (isFirstThisHour(shop)) ingestTelemetry.count('WebhookSecretMissing');
    },
    now,
    timer: realTimer,
  };
}

/** Returns a function that is true for the first call per key and hour. It remembers the last thousand keys. */
export function onceAnHour(now: () => number): (key: string) => boolean {
  const seen = expiringMap<true>(hourMs, 1000, now);
  return (key) => {
    if (seen.get(key)) return false;
    seen.set(key, true);
    return true;
  };
}
