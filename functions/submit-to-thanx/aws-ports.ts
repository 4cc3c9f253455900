import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { environment, json } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import { connect } from '../../lib/partners/connection.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { publisher } from '../../lib/queue/event-bus.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { wakeNotices, loyaltyQueueUrl } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { customerKeyReader } from '../../lib/secrets/customer-key.ts';
import { partnerRefreshMs, partnerTtlMs } from '../../lib/secrets/partner-ttl.ts';
import { secretNames, ThanxMerchantSecret, ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import { controlKeys, credentialControl, shopControl, shopSecretsControl } from '../../lib/store/control.ts';
import { decisionsSeen } from '../../lib/store/decision-times.ts';
import { customerHashes } from '../../lib/store/customer-hashes.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { followedReceipts } from '../../lib/store/followed.ts';
import { customerStore } from '../../lib/store/orders.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { thanxCalls, type Ports } from './ports.ts';
import { userTokensInMemory } from './user-token.ts';

export const Variables = environment(
  'STAGE',
  'SPEND',
  'ORDERS_TABLE',
  'CONTROL_TABLE',
  'THANX_CREDENTIAL',
  'LOYALTY_QUEUE_URLS',
  'VISIBILITY_TIMEOUT_SECONDS',
  'LOYALTY_DLQ_URLS',
  'EVENT_BUS',
  'SETTINGS_TABLE',
  'NOTICES_QUEUE_URL',
  'THANX_URL',
  'THANX_LOYALTY_URL',
  'THANX_LIMITS',
  'PARTNER_TIMEOUT_MS',
  'RETRY_BASE_SECONDS',
  'CACHE_TTL_MS',
).extend({ THANX_LIMITS: json(Limits) });

export function awsPorts(env: z.infer<typeof Variables>, sqs: SQSClient, telemetry: Telemetry): Ports {
  const credentialName = env.THANX_CREDENTIAL;
  const documents = documentClient(workerClient);
  const now = Date.now;
  const time = {
    now,
    sleep: async (ms: number) => {
      if (ms > 0) await sleep(ms);
    },
    random: Math.random,
  };
  const readSecret = secretsManager(leanClient(SecretsManagerClient, workerClient), 3000);
  const ttlMs = partnerTtlMs(env.CACHE_TTL_MS);
  const partnerCache = { ttlMs, refreshEveryMs: partnerRefreshMs(env.CACHE_TTL_MS), now };
  const secrets = cached(
    secretSource(readSecret, ThanxSecret, (name) => secretNames.thanx(env.STAGE, name)),
    { ...partnerCache, maxEntries: 10 },
  );
  const userSecrets = cached(
    secretSource(readSecret, ThanxUserSecret, (shop) => secretNames.thanxUser(env.STAGE, credentialName, shop)),
    { ...partnerCache, maxEntries: 1000 },
  );
  const merchantSecrets = cached(
    secretSource(readSecret, ThanxMerchantSecret, (shop) => secretNames.thanxMerchant(env.STAGE, credentialName, shop)),
    { ...partnerCache, maxEntries: 1000 },
  );
  const cardKeys = cached(
    secretSource(readSecret, CardKeysSecret, () => secretNames.giftCardKey(env.STAGE)),
    { ttlMs: env.CACHE_TTL_MS, maxEntries: 1, now },
  );
  const settings = cached(settingsRows(documents, env.SETTINGS_TABLE), {
    ttlMs: env.CACHE_TTL_MS,
    maxEntries: 1000,
    now,
  });
  const customers = customerHashes(customerKeyReader(readSecret, env.STAGE, { ttlMs, now }));

  return {
    store: customerStore(documents, env.ORDERS_TABLE, customers),
    followed: followedReceipts(documents, env.ORDERS_TABLE),
    control: credentialControl(documents, env.CONTROL_TABLE, credentialName),
    shopControl: shopControl(documents, env.CONTROL_TABLE),
    permits: limiter({
      row: grantsRow(documents, env.CONTROL_TABLE, controlKeys.permits(credentialName)),
      limits: env.THANX_LIMITS,
      ...time,
    }),
    decisions: decisionsSeen(documents, env.CONTROL_TABLE, credentialName, { ttlMs, now }),
    thanx: {
      connect: () => connect(env.THANX_URL, { timeoutMs: env.PARTNER_TIMEOUT_MS, now }),
      connectToLoyalty: () => connect(env.THANX_LOYALTY_URL, { timeoutMs: env.PARTNER_TIMEOUT_MS, now }),
      ...thanxCalls,
    },
    userTokens: userTokensInMemory(now),
    credential: { get: () => secrets.get(credentialName), refresh: () => secrets.refresh(credentialName) },
    fixedTokens: { get: userSecrets.get, refresh: userSecrets.refresh },
    merchantKeys: { get: merchantSecrets.get, refresh: merchantSecrets.refresh },
    shopSecretsControl: shopSecretsControl(documents, env.CONTROL_TABLE, credentialName),
    cardKeys: { get: () => cardKeys.get('in force'), refresh: () => cardKeys.refresh('in force') },
    sendDeadLetter: deadLetters(sqs, loyaltyQueueUrl(env.LOYALTY_DLQ_URLS, credentialName)),
    targets: async (shop) => targetsIn((await settings.get(shop))?.settings ?? {}),
    wakeNotices: wakeNotices(sqs, env.NOTICES_QUEUE_URL),
    publish: publisher(leanClient(EventBridgeClient, workerClient), env.EVENT_BUS),
    telemetry,
    ...time,
    newId: randomUUID,
    simulateAll: env.SPEND === 'simulated',
    credentialName,
    partnerTimeoutMs: env.PARTNER_TIMEOUT_MS,
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
  };
}
