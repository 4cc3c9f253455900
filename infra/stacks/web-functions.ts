import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import {
  putItemsUnder,
  putObjects,
  queryRows,
  readItems,
  readSecret,
  sendTo,
  warmUpSecrets,
} from '../constructs/grants.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface FunctionContext {
  stage: Stage;
  data: DataStack;
  /** The folder that holds the bundles of all functions. */
  codeDirectory: string;
}

/** Takes webhooks. It can read webhook secrets and no partner's token, and add parked rows but read no order. */
export function ingestFunction(scope: Construct, { stage, data, codeDirectory }: FunctionContext): ServiceFunction {
  return new ServiceFunction(scope, 'Ingest', {
    stage,
    codeDirectory,
    topic: data.alarmTopic,
    logs: data.logs,
    name: 'ingest',
    timeout: timeouts.ingest,
    // CPU comes with memory, and a platform that waits 1.25 s waits through the cold start too.
    memoryMb: 1024,
    concurrency: { unreservedBecause: 'a burst of webhooks may use all that the account has; the API limits the rate' },
    environment: {
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_TABLE: data.orders.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      QUARANTINE_BUCKET: data.quarantine.bucketName,
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      readItems(data.settings),
      putItemsUnder(data.orders, 'parked#'),
      sendTo(data.ordersQueue.queue),
      putObjects(data.quarantine),
      readSecret(scope, secretNames.webhook(stage.name, '*')),
      warmUpSecrets,
    ],
  });
}

/** Answers where an order stands, and can change nothing. */
export function orderStatusFunction(
  scope: Construct,
  { stage, data, codeDirectory }: FunctionContext,
): ServiceFunction {
  return new ServiceFunction(scope, 'OrderStatus', {
    stage,
    codeDirectory,
    topic: data.alarmTopic,
    logs: data.logs,
    name: 'order-status',
    timeout: timeouts.orderStatus,
    memoryMb: 512,
    // A shop that polls in a loop must not take the concurrency that webhooks need.
    concurrency: { reserved: 10 },
    environment: {
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_TABLE: data.orders.tableName,
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [readItems(data.settings), readItems(data.orders), queryRows(data.orders)],
  });
}
