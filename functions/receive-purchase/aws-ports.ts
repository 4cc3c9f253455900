import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { sendMessage } from '../../lib/queue/send.ts';
import { loyaltyQueueUrl, ofPurchase } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { PurchasePorts } from './ports.ts';

export const PurchaseEnvironment = environment('STAGE', 'LOYALTY_QUEUE_URLS', 'CACHE_TTL_MS');

/** Two reads of the secret and one message, each tried twice, end before the function's timeout. Thanx waits for 15 s. */
const timeoutMs = 700;
const client = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
};

/** receive-purchase's ports on AWS. */
export function awsPorts(env: z.infer<typeof PurchaseEnvironment>, telemetry: Telemetry): PurchasePorts {
  const { LOYALTY_QUEUE_URLS: queueUrls } = env;
  const now = Date.now;
  const sqs = leanClient(SQSClient, client);
  const readSecret = secretsManager(leanClient(SecretsManagerClient, client), 2 * timeoutMs);
  return {
    hasCredential: (name) => Object.hasOwn(queueUrls, name),
    secrets: cached(
      secretSource(readSecret, WebhookSecret, (credential) => secretNames.thanxWebhook(env.STAGE, credential)),
      { ttlMs: env.CACHE_TTL_MS, maxEntries: 10, now },
    ),
    queue: (credential, purchase) => sendMessage(sqs, loyaltyQueueUrl(queueUrls, credential), ofPurchase(purchase)),
    telemetry,
    now,
  };
}
