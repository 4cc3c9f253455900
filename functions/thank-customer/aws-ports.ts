import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { countThankuCall } from '../../lib/partners/call-metrics.ts';
import { connect } from '../../lib/partners/connection.ts';
import { createThanku } from '../../lib/partners/thanku/postpaid.ts';
import { publisher } from '../../lib/queue/event-bus.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { wakeNotices, wakeReceipt } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretsManager } from '../../lib/secrets/read.ts';
import { customerKeyReader } from '../../lib/secrets/customer-key.ts';
import { partnerTtlMs } from '../../lib/secrets/partner-ttl.ts';
import { thankuTokens } from '../../lib/secrets/thanku-tokens.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { reserver } from '../../lib/limit/reserver.ts';
import { shopControl } from '../../lib/store/control.ts';
import { customerHashes } from '../../lib/store/customer-hashes.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { parking } from '../../lib/store/parked.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { workerClient } from '../../lib/worker-client.ts';
import type { Ports } from './ports.ts';
import { isElsewhereEmpty } from './elsewhere.ts';
import { noteErasure } from './note-erasure.ts';

export const Variables = environment(
  'STAGE',
  'SPEND',
  'ORDERS_TABLE',
  'SETTINGS_TABLE',
  'CONTROL_TABLE',
  'ORDERS_QUEUE_URL',
  'VISIBILITY_TIMEOUT_SECONDS',
  'ORDERS_DLQ_URL',
  'LOYALTY_QUEUE_URLS',
  'LOYALTY_DLQ_URLS',
  'EVENTS_DLQ_URL',
  'QUARANTINE_BUCKET',
  'ERASURES_BUCKET',
  'EVENT_BUS',
  'NOTICES_QUEUE_URL',
  'THANKU_URL',
  'THANKU_AUTH',
  'PARTNER_TIMEOUT_MS',
  'RETRY_BASE_SECONDS',
  'CACHE_TTL_MS',
);

export function awsPorts(env: z.infer<typeof Variables>, sqs: SQSClient, telemetry: Telemetry): Ports {
  const documents = documentClient(workerClient);
  const now = Date.now;
  const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now };
  const settings = settingsStore(documents, env.SETTINGS_TABLE);
  const readSecret = secretsManager(leanClient(SecretsManagerClient, workerClient), 3000);
  const ttlMs = partnerTtlMs(env.CACHE_TTL_MS);
  const customers = customerHashes(customerKeyReader(readSecret, env.STAGE, { ttlMs, now }));
  const limits = limitStore(documents, env.CONTROL_TABLE);
  const shops = cached((shop) => settings.stored(shop), cacheOptions);

  return {
    store: customerStore(documents, env.ORDERS_TABLE, customers),
    due: dueEntries(documents, env.ORDERS_TABLE),
    parking: parking(documents, env.ORDERS_TABLE, now),
    isElsewhereEmpty: isElsewhereEmpty(
      sqs,
      [env.ORDERS_DLQ_URL, ...Object.values(env.LOYALTY_DLQ_URLS), ...(env.EVENTS_DLQ_URL ? [env.EVENTS_DLQ_URL] : [])],
      env.QUARANTINE_BUCKET,
    ),
    noteErasure: noteErasure(env.ERASURES_BUCKET),
    control: shopControl(documents, env.CONTROL_TABLE),
    limits,
    reserver: reserver(limits),
    settings: (shop, { fresh } = { fresh: false }) => (fresh ? settings.stored(shop) : shops.get(shop)),
    tokens: cached(
      thankuTokens(readSecret, env.STAGE, env.THANKU_AUTH),
      // A refused order fails for good unless a new token is found, and no outsider can trigger this request.
      { ...cacheOptions, ttlMs, refreshEveryMs: 0 },
    ),
    async createThanku(call: Parameters<typeof createThanku>[1]) {
      const outcome = await createThanku(
        { baseUrl: env.THANKU_URL, timeoutMs: env.PARTNER_TIMEOUT_MS, now, connect },
        call,
      );
      countThankuCall(telemetry, outcome);
      return outcome;
    },
    wakeReceipt: wakeReceipt(sqs, env.LOYALTY_QUEUE_URLS),
    sendDeadLetter: deadLetters(sqs, env.ORDERS_DLQ_URL),
    targets: async (shop) => targetsIn((await shops.get(shop))?.raw ?? {}),
    wakeNotices: wakeNotices(sqs, env.NOTICES_QUEUE_URL),
    publish: publisher(leanClient(EventBridgeClient, workerClient), env.EVENT_BUS),
    telemetry,
    now,
    random: Math.random,
    newId: randomUUID,
    simulateAll: env.SPEND === 'simulated',
    partnerTimeoutMs: env.PARTNER_TIMEOUT_MS,
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
  };
}
