import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { lookupPk } from '../../lib/store/keys.ts';
import {
  deleteItemsIn,
  putItemsIn,
  putObjects,
  queryRowsIn,
  readItemsIn,
  readSecret,
  receiveFrom,
  sendTo,
} from '../constructs/grants.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import { takesEvents } from './shopify-events.ts';
import { commonProps, type FunctionContext } from './web-functions.ts';

/** A shop's backlog keeps a worker for most of its time: two of them must not keep the others waiting. */
const workers = 4;

/** Orders that a worker asks for at the same time. */
const batchSize = 5;

/**
 * Asks shops' platforms for the orders that their webhooks only name, and takes the webhooks that come as events. It reads the credentials of admin APIs, no partner's token, and no
 * order's row.
 */
export function fetchOrderFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  const own = `${lookupPk}*`;
  const fetchOrder = new ServiceFunction(scope, 'FetchOrder', {
    ...commonProps(context),
    name: 'fetch-order',
    isWorker: true,
    timeout: timeouts.fetchOrder,
    // It mostly waits for answers.
    memoryMb: 256,
    // One more than MaximumConcurrency, so that the poller is never throttled.
    concurrency: { reserved: workers + 1 },
    environment: {
      ORDERS_TABLE: data.orders.tableName,
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      FETCHES_QUEUE_URL: data.fetchesQueue.queue.queueUrl,
      FETCHES_DLQ_URL: data.fetchesQueue.deadLetters.queueUrl,
      VISIBILITY_TIMEOUT_SECONDS: String(data.fetchesQueue.visibilityTimeout.toSeconds()),
      QUARANTINE_BUCKET: data.quarantine.bucketName,
      PARTNER_TIMEOUT_MS: String(stage.partnerTimeoutMs),
      CACHE_TTL_MS: String(stage.cacheTtlMs),
      ...(takesEvents(stage) ? { SHOPIFY_EVENTS: JSON.stringify(stage.shopifyEvents) } : {}),
    },
    grants: [
      receiveFrom(data.fetchesQueue.queue),
      readItemsIn(data.orders, own),
      queryRowsIn(data.orders, own),
      putItemsIn(data.orders, own),
      deleteItemsIn(data.orders, own),
      readItemsIn(data.settings, 'shop#*'),
      sendTo(data.ordersQueue.queue, data.fetchesQueue.deadLetters),
      putObjects(data.quarantine),
      readSecret(scope, secretNames.platform(stage.name, '*')),
    ],
  });
  fetchOrder.readFrom({ queue: data.fetchesQueue.queue, batchSize, maximumConcurrency: workers });
  return fetchOrder;
}
