import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { Environment, readEnvironment } from '../../lib/env.ts';
import { telemetry as powertools } from '../../lib/powertools.ts';
import { sendMessage, sendMessages } from '../../lib/queue/send.ts';
import { countQuarantined, s3Client } from '../../lib/quarantine/bucket.ts';
import { loyaltyQueueUrl, wakeUp } from '../../lib/queue/wake.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { countHeld } from '../../lib/store/held.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import { currentRow } from '../../lib/stuck/current-row.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { housekeeping } from './housekeeping.ts';
import type { Ports } from './ports.ts';

const env = readEnvironment(
  Environment.pick({
    ORDERS_TABLE: true,
    CONTROL_TABLE: true,
    ORDERS_QUEUE_URL: true,
    LOYALTY_QUEUE_URLS: true,
    QUARANTINE_BUCKET: true,
  }),
  process.env,
);
const documents = documentClient(workerClient);
const sqs = new SQSClient(workerClient);
const s3 = s3Client(workerClient);
const now = Date.now;

const telemetry = powertools('housekeeping');

const ports: Ports = {
  store: orderStore(documents, env.ORDERS_TABLE),
  due: dueEntries(documents, env.ORDERS_TABLE),
  parking: parking(documents, env.ORDERS_TABLE, now),
  sendEvent: (event) => sendMessage(sqs, env.ORDERS_QUEUE_URL, event),
  wakeOrders: (orders) =>
    sendMessages(
      sqs,
      env.ORDERS_QUEUE_URL,
      orders.map(({ shop, pid }) => wakeUp(shop, pid)),
    ),
  wakeReceipts: (credential, orders) =>
    sendMessages(
      sqs,
      loyaltyQueueUrl(env.LOYALTY_QUEUE_URLS, credential),
      orders.map(({ shop, pid }) => wakeUp(shop, pid)),
    ),
  followReceipts: (credential, messages) =>
    sendMessages(sqs, loyaltyQueueUrl(env.LOYALTY_QUEUE_URLS, credential), messages),
  currentRow: currentRow(documents, env.ORDERS_TABLE),
  held: () => countHeld(documents, env.CONTROL_TABLE),
  quarantined: () => countQuarantined(s3, env.QUARANTINE_BUCKET),
  telemetry,
  now,
};

export const handler = middy<unknown, void>()
  .use(telemetry.lambdaContext)
  .handler((_event: unknown, context: Context) => housekeeping(ports, () => context.getRemainingTimeInMillis()));
