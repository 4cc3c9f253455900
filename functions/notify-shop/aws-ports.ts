import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { NotifySecret } from '../../lib/notify/secret.ts';
import { senders } from '../../lib/notify/senders.ts';
import { sendTo } from '../../lib/notify/send-to.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { linkSecretReader } from '../../lib/secrets/link-secret.ts';
import { linkKey, thanksLink } from '../../lib/thanks-link.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { shopControl, targetControl } from '../../lib/store/control.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { notifiedShop } from './notified-shop.ts';
import type { Ports } from './ports.ts';

export const Variables = environment(
  'STAGE',
  'ORDERS_TABLE',
  'SETTINGS_TABLE',
  'CONTROL_TABLE',
  'ORDERS_QUEUE_URL',
  'NOTICES_QUEUE_URL',
  'NOTICES_DLQ_URL',
  'VISIBILITY_TIMEOUT_SECONDS',
  'PARTNER_TIMEOUT_MS',
  'CACHE_TTL_MS',
  'KLAVIYO_URL',
  'API_URL',
  'ALLOW_LOOPBACK',
);

const secretTimeoutMs = 3000;

export function awsPorts(env: z.infer<typeof Variables>, sqs: SQSClient, telemetry: Telemetry): Ports {
  const now = Date.now;
  const documents = documentClient(workerClient);
  const readRow = settingsRows(documents, env.SETTINGS_TABLE);
  const readShop = async (shop: string) => {
    const row = await readRow(shop);
    return row && notifiedShop(shop, row.settings);
  };
  const cacheOptions = { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now };
  const read = secretsManager(leanClient(SecretsManagerClient, workerClient), secretTimeoutMs);
  const readSecret = secretSource(read, NotifySecret, (shop) => secretNames.notify(env.STAGE, shop));
  const linkSecret = linkSecretReader(read, env.STAGE, now);
  const sendDeadLetter = deadLetters(sqs, env.NOTICES_DLQ_URL);
  return {
    store: orderStore(documents, env.ORDERS_TABLE),
    shops: cached(readShop, cacheOptions),
    secrets: cached(readSecret, cacheOptions),
    pageLink: async ({ shop, orderId }, keyVersion) =>
      thanksLink(env.API_URL, linkKey(await linkSecret(), shop, keyVersion), shop, orderId),
    shopControl: shopControl(documents, env.CONTROL_TABLE),
    targetControl: targetControl(documents, env.CONTROL_TABLE),
    send: sendTo(
      senders({
        timeoutMs: env.PARTNER_TIMEOUT_MS,
        klaviyoUrl: env.KLAVIYO_URL,
        allowLoopback: env.ALLOW_LOOPBACK === 'true',
        now,
      }),
    ),
    wakeOrder: ({ shop, pid }) => sendMessage(sqs, env.ORDERS_QUEUE_URL, ofShop(wakeUp(shop, pid))),
    sendDeadLetter: ({ shop, pid, about }, reason) => sendDeadLetter({ shop, pid: pid ?? about }, reason),
    telemetry,
    now,
    random: Math.random,
    newId: randomUUID,
    partnerTimeoutMs: env.PARTNER_TIMEOUT_MS,
  };
}
