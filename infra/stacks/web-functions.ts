import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { numberAttributes } from '../../lib/store/order-numbers.ts';
import { statusAttributes } from '../../lib/store/status-reader.ts';
import { thanksAttributes } from '../../lib/store/thanks-reader.ts';
import {
  countMessages,
  onlyAttributes,
  putItemsIn,
  putObjects,
  queryRowsIn,
  readItemsIn,
  readSecret,
  replaceSecrets,
  sendTo,
  getRandomPassword,
} from '../constructs/grants.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { receivePurchaseConcurrency, thanksPageConcurrency } from '../constructs/web-limits.ts';
import { timeouts } from '../constructs/timeouts.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface FunctionContext {
  stage: Stage;
  data: DataStack;
  /** The folder with the bundles of all functions. */
  codeDirectory: string;
}

/** The properties that all functions have in common. */
export const commonProps = ({ stage, data, codeDirectory }: FunctionContext) => ({
  stage,
  codeDirectory,
  alarmActions: data.alarmActions,
  logs: data.logs,
});

/** Receives webhooks. It may read webhook secrets but no partner's token, and add parked rows but read no order. */
export function ingestFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  return new ServiceFunction(scope, 'Ingest', {
    ...commonProps(context),
    name: 'ingest',
    timeout: timeouts.ingest,
    // More memory means more CPU: a platform's limit of 1.25 s includes the cold start.
    memoryMb: 1024,
    concurrency: { unreservedBecause: "a burst of webhooks may use the account's whole pool; the API limits the rate" },
    environment: {
      API_URL: data.address.url,
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_TABLE: data.orders.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      FETCHES_QUEUE_URL: data.fetchesQueue.queue.queueUrl,
      QUARANTINE_BUCKET: data.quarantine.bucketName,
      CACHE_TTL_MS: String(stage.cacheTtlMs),
      HTTPS_PREFIX: 'https://',
    },
    grants: [
      readItemsIn(data.settings, 'shop#*', 'stage#gift-cards'),
      putItemsIn(data.orders, 'parked#*'),
      sendTo(data.ordersQueue.queue, data.fetchesQueue.queue),
      // It opens the connection at the start with this call. Sending would be the only other one.
      countMessages(data.ordersQueue.queue),
      putObjects(data.quarantine),
      readSecret(scope, secretNames.webhook(stage.name, '*')),
      getRandomPassword,
    ],
  });
}

/**
 * Registers shops whose platform wants a handshake before it sends webhooks. It may write their webhook secrets and their credentials, and read
 * no credential: a bug in what ingest reads can't give anybody that.
 */
export function handshakeFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  const app = secretNames.app(stage.name, '*');
  const webhook = secretNames.webhook(stage.name, '*');
  const platform = secretNames.platform(stage.name, '*');
  return new ServiceFunction(scope, 'Handshake', {
    ...commonProps(context),
    name: 'handshake',
    isCalledByApi: true,
    timeout: timeouts.handshake,
    memoryMb: 512,
    // Somebody who floods it must not take the concurrency that webhooks need.
    concurrency: { reserved: 5 },
    environment: { SETTINGS_TABLE: data.settings.tableName, API_URL: data.address.url },
    grants: [
      readItemsIn(data.settings, 'shop#*'),
      readSecret(scope, app),
      readSecret(scope, webhook),
      replaceSecrets(scope, app, webhook, platform),
    ],
  });
}

/**
 * Takes Thanx's purchase webhooks. It may read the secrets that sign them and send to the loyalty queues, and read no row: what it's sent can
 * decide nothing here.
 */
export function receivePurchaseFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  return new ServiceFunction(scope, 'ReceivePurchase', {
    ...commonProps(context),
    name: 'receive-purchase',
    isCalledByApi: true,
    timeout: timeouts.receivePurchase,
    memoryMb: 512,
    concurrency: { reserved: receivePurchaseConcurrency },
    environment: {
      LOYALTY_QUEUE_URLS: queueUrls(scope, data.loyaltyQueues, 'queue'),
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      sendTo(...[...data.loyaltyQueues.values()].map(({ queue }) => queue)),
      ...stage.thanxCredentials.map((credential) =>
        readSecret(scope, secretNames.thanxWebhook(stage.name, credential)),
      ),
    ],
  });
}

/** JSON of credential → queue URL, for the functions' environment. */
export const queueUrls = (
  scope: Construct,
  queues: ReadonlyMap<string, WorkQueue>,
  which: 'queue' | 'deadLetters',
): string =>
  Stack.of(scope).toJsonString(Object.fromEntries([...queues].map(([name, queue]) => [name, queue[which].queueUrl])));

/** Answers what state an order is in. It may read only the attributes that it answers with, and change nothing. */
export function orderStatusFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  return new ServiceFunction(scope, 'OrderStatus', {
    ...commonProps(context),
    name: 'order-status',
    isCalledByApi: true,
    timeout: timeouts.orderStatus,
    memoryMb: 512,
    // A shop that polls in a loop must not take the concurrency that webhooks need.
    concurrency: { reserved: 10 },
    environment: {
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_TABLE: data.orders.tableName,
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      readItemsIn(data.settings, 'shop#*'),
      // The payload, which is personal, has the partition key of its order.
      onlyAttributes(readItemsIn(data.orders, 'order#*'), statusAttributes),
      onlyAttributes(queryRowsIn(data.orders, 'number#*'), numberAttributes),
    ],
  });
}

/** Shows customers their ThankU. It may read only the attributes that its page shows, and change nothing. */
export function thanksPageFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  return new ServiceFunction(scope, 'ThanksPage', {
    ...commonProps(context),
    name: 'thanks-page',
    isCalledByApi: true,
    timeout: timeouts.thanksPage,
    memoryMb: 512,
    concurrency: { reserved: thanksPageConcurrency },
    environment: {
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_TABLE: data.orders.tableName,
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      readItemsIn(data.settings, 'shop#*'),
      // The payload, which is personal, has the partition key of its order.
      onlyAttributes(readItemsIn(data.orders, 'order#*'), thanksAttributes),
      readSecret(scope, secretNames.linkSecret(stage.name)),
    ],
  });
}
