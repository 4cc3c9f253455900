import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { countQuarantined } from '../../lib/quarantine/bucket.ts';
import { dueLookups } from '../../lib/lookup/lookup.ts';
import { ofShop, sendMessage, sendMessages, type ShopMessage } from '../../lib/queue/send.ts';
import { loyaltyQueueUrl, ofPoll, wakeNotices, wakeUp } from '../../lib/queue/wake.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { shopControl } from '../../lib/store/control.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { parking } from '../../lib/store/parked.ts';
import { countStops } from '../../lib/circuit/count-open.ts';
import { scopeReader } from '../../lib/circuit/read-scope.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { currentRow } from '../../lib/stuck/current-row.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { levelPublisher } from './levels.ts';
import type { Ports } from './ports.ts';

export const HousekeepingEnvironment = environment(
  'ORDERS_TABLE',
  'CONTROL_TABLE',
  'ORDERS_QUEUE_URL',
  'FETCHES_QUEUE_URL',
  'LOYALTY_QUEUE_URLS',
  'NOTICES_QUEUE_URL',
  'QUARANTINE_BUCKET',
);

export function awsPorts(
  env: z.infer<typeof HousekeepingEnvironment>,
  { documents, sqs, s3 }: { documents: DynamoDBDocumentClient; sqs: SQSClient; s3: S3Client },
  telemetry: Telemetry,
  now = Date.now,
): Ports {
  const sendToLoyalty = (credential: string, messages: readonly ShopMessage[]) =>
    sendMessages(sqs, loyaltyQueueUrl(env.LOYALTY_QUEUE_URLS, credential), messages);
  return {
    store: orderStore(documents, env.ORDERS_TABLE),
    due: dueEntries(documents, env.ORDERS_TABLE),
    parking: parking(documents, env.ORDERS_TABLE, now),
    control: shopControl(documents, env.CONTROL_TABLE),
    limits: limitStore(documents, env.CONTROL_TABLE),
    stopsOf: scopeReader(documents, env.CONTROL_TABLE),
    credentials: Object.keys(env.LOYALTY_QUEUE_URLS),
    sendEvent: (event) =>
      sendMessage(sqs, event.type === 'lookup' ? env.FETCHES_QUEUE_URL : env.ORDERS_QUEUE_URL, ofShop(event)),
    wakeFetches: (shops) =>
      sendMessages(
        sqs,
        env.FETCHES_QUEUE_URL,
        shops.map((shop) => ofShop(dueLookups(shop))),
      ),
    wakeOrders: (orders) => sendMessages(sqs, env.ORDERS_QUEUE_URL, wakeUps(orders)),
    wakeReceipts: async (credential, orders) => await sendToLoyalty(credential, wakeUps(orders)),
    wakeNotices: wakeNotices(sqs, env.NOTICES_QUEUE_URL),
    pollReceipts: async (credential, messages) => await sendToLoyalty(credential, messages.map(ofPoll)),
    currentRow: currentRow(documents, env.ORDERS_TABLE),
    stopCounts: () => countStops(documents, env.CONTROL_TABLE),
    quarantined: () => countQuarantined(s3, env.QUARANTINE_BUCKET),
    publishLevels: levelPublisher(telemetry, now),
    telemetry,
    newId: randomUUID,
    now,
    random: Math.random,
  };
}

const wakeUps = (orders: readonly OrderKey[]) => orders.map(({ shop, pid }) => ofShop(wakeUp(shop, pid)));
