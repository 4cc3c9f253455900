import { setTimeout } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { callAdmin } from '../../lib/platforms/admin/call.ts';
import { patientAdmin } from '../../lib/platforms/admin/patient.ts';
import { putInQuarantine } from '../../lib/quarantine/bucket.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { adminOf } from '../../lib/reconcile/admin-of.ts';
import { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { Problem } from '../../lib/reconcile/problem.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { secretSource, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { orderTimes } from '../../lib/silence/order-times.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { comparedReader } from '../../lib/store/compared-reader.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { rows } from '../../lib/store/rows.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { Ports } from './ports.ts';

export const ReconcileEnvironment = environment(
  'STAGE',
  'ORDERS_TABLE',
  'SETTINGS_TABLE',
  'ORDERS_QUEUE_URL',
  'QUARANTINE_BUCKET',
);

const secretTimeoutMs = 5000;

/** Large WooCommerce shops take many seconds for a page. */
const callTimeoutMs = 30_000;

export function awsPorts(
  env: z.infer<typeof ReconcileEnvironment>,
  clients: { documents: DynamoDBDocumentClient; sqs: SQSClient; s3: S3Client; secrets: SecretsManagerClient },
  telemetry: Telemetry,
  now = Date.now,
): Ports {
  const { documents, sqs, s3 } = clients;
  const settings = settingsStore(documents, env.SETTINGS_TABLE);
  const read = secretsManager(clients.secrets, secretTimeoutMs);
  return {
    due: dueEntries(documents, env.ORDERS_TABLE),
    states: rows<ReconcileState>(documents, env.ORDERS_TABLE, ReconcileState),
    problems: rows<Problem>(documents, env.ORDERS_TABLE, Problem),
    rowOf: comparedReader(documents, env.ORDERS_TABLE),
    settings: settings.stored,
    shops: settings.list,
    orderTimes: orderTimes(documents, env.ORDERS_TABLE),
    secret: secretSource(read, PlatformSecret, (shop) => secretNames.platform(env.STAGE, shop)),
    queue: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, ofShop(event)),
    quarantine: (entry) => putInQuarantine(s3, env.QUARANTINE_BUCKET, entry),
    admin(secret, readSettings, untilMs) {
      const call = callAdmin(secret.url, callTimeoutMs);
      let calls = 0;
      const counted: typeof call = (request) => {
        calls += 1;
        return call(request);
      };
      const admin = adminOf(secret, counted, now, readSettings);
      return { admin: patientAdmin(admin, { untilMs, now, sleep: (ms) => setTimeout(ms) }), calls: () => calls };
    },
    telemetry,
    now,
  };
}
