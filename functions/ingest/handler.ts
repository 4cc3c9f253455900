import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Environment, readEnvironment } from '../../lib/env.ts';
import { telemetry } from '../../lib/powertools.ts';
import { putInQuarantine } from '../../lib/quarantine/bucket.ts';
import { sendMessage } from '../../lib/queue/send.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { parking } from '../../lib/store/parked.ts';
import { ingest } from './ingest.ts';
import type { IngestPorts } from './ports.ts';
import { rawWebhook } from './raw-webhook.ts';
import { callTimeoutMs } from './time-budget.ts';

const names = {
  STAGE: true,
  SETTINGS_TABLE: true,
  ORDERS_TABLE: true,
  ORDERS_QUEUE_URL: true,
  QUARANTINE_BUCKET: true,
  CACHE_TTL_MS: true,
} as const;
const env = readEnvironment(Environment.pick(names), process.env);
const now = Date.now;

/** One attempt, and no socket left waiting once the time budget gave a call up. */
const client = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: callTimeoutMs, requestTimeout: callTimeoutMs, throwOnRequestTimeout: true },
};
const documents = documentClient(client);
const sqs = new SQSClient(client);
const s3 = new S3Client(client);
const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now };
const readSecret = secretsManager(new SecretsManagerClient(client), callTimeoutMs);

const ports: IngestPorts = {
  settings: cached(settingsStore(documents, env.SETTINGS_TABLE).get, cacheOptions),
  secrets: cached(
    secretSource(readSecret, WebhookSecret, (shop) => secretNames.webhook(env.STAGE, shop)),
    cacheOptions,
  ),
  queue: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, event),
  park: parking(documents, env.ORDERS_TABLE, now).park,
  quarantine: (entry) => putInQuarantine(s3, env.QUARANTINE_BUCKET, entry),
  telemetry: telemetry('ingest'),
  now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  newId: randomUUID,
};

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => ({
  statusCode: await ingest(event.pathParameters?.['shop'] ?? '', rawWebhook(event), ports),
  body: '',
});
