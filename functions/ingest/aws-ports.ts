import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { publicKeyStore } from '../../lib/gift-cards/public-key-store.ts';
import { telemetry } from '../../lib/powertools.ts';
import { sendMessage } from '../../lib/queue/send.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager, warmUpSecrets } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { parking } from '../../lib/store/parked.ts';
import type { IngestPorts } from './ports.ts';
import { callTimeoutMs } from './time-budget.ts';

export interface IngestEnvironment {
  STAGE: string;
  SETTINGS_TABLE: string;
  ORDERS_TABLE: string;
  ORDERS_QUEUE_URL: string;
  QUARANTINE_BUCKET: string;
  CACHE_TTL_MS: number;
}

/** Ingest's ports on AWS. The clients try once, and leave no socket waiting for a call that was given up. */
export function awsPorts(env: IngestEnvironment): IngestPorts & { warmUp(): Promise<unknown> } {
  const now = Date.now;
  const requestHandler = {
    connectionTimeout: callTimeoutMs,
    requestTimeout: callTimeoutMs,
    throwOnRequestTimeout: true,
  };
  const client = { maxAttempts: 1, requestHandler };
  const documents = documentClient(client);
  const settings = settingsStore(documents, env.SETTINGS_TABLE);
  const parked = parking(documents, env.ORDERS_TABLE, now);
  const sqs = new SQSClient(client);
  const secretsClient = new SecretsManagerClient(client);
  const readSecret = secretsManager(secretsClient, callTimeoutMs);
  const webhookSecret = secretSource(readSecret, WebhookSecret, (shop) => secretNames.webhook(env.STAGE, shop));
  const publicKey = publicKeyStore(documents, env.SETTINGS_TABLE);
  const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now };
  const cardKeys = cached(() => publicKey.get(), cacheOptions);
  return {
    warmUp: () => Promise.allSettled([settings.get('warm-up'), warmUpSecrets(secretsClient, callTimeoutMs)]),
    settings: cached((shop) => settings.get(shop), cacheOptions),
    secrets: cached(webhookSecret, cacheOptions),
    cardKey: { get: () => cardKeys.get('in force') },
    queue: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, event),
    park: (event) => parked.park(event),
    async quarantine(entry) {
      // Loaded when first needed: the S3 client is the largest of all, and hardly any function ever meets this.
      const { putInQuarantine, s3Client } = await import('../../lib/quarantine/bucket.ts');
      await putInQuarantine(s3Client(client), env.QUARANTINE_BUCKET, entry);
    },
    telemetry: telemetry('ingest'),
    now,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  };
}
