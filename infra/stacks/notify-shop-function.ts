import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { controlKeys } from '../../lib/store/control.ts';
import { keys, noticesPk } from '../../lib/store/keys.ts';
import { putItemsIn, readItemsIn, readSecret, receiveFrom, sendTo } from '../constructs/grants.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import { stages } from '../stages.ts';
import { commonProps, type FunctionContext } from './web-functions.ts';

/** A shop whose systems hang keeps a worker for most of its time: two of them must not keep the others waiting. */
const workers = 4;

/** Orders that a worker tells of at the same time. */
const batchSize = 5;

/**
 * Tells shops' own systems what happened to their orders. It reads the secrets of these systems, and the one that links to shops' pages are made from, and changes no order: what it
 * writes are rows of notices, and circuits. Its writes can't be limited to attributes, because it keeps those of newer versions.
 */
export function notifyShopFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  const notices = `${noticesPk}*`;
  const watches = keys.scopeWatch('target', '*').pk;
  const circuits = controlKeys.target('*', '').pk;
  const notifyShop = new ServiceFunction(scope, 'NotifyShop', {
    ...commonProps(context),
    name: 'notify-shop',
    isWorker: true,
    timeout: timeouts.notifyShop,
    // It mostly waits for answers.
    memoryMb: 256,
    // One more than MaximumConcurrency, so that the poller is never throttled.
    concurrency: { reserved: workers + 1 },
    environment: {
      ORDERS_TABLE: data.orders.tableName,
      SETTINGS_TABLE: data.settings.tableName,
      CONTROL_TABLE: data.control.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      NOTICES_QUEUE_URL: data.noticesQueue.queue.queueUrl,
      NOTICES_DLQ_URL: data.noticesQueue.deadLetters.queueUrl,
      VISIBILITY_TIMEOUT_SECONDS: String(data.noticesQueue.visibilityTimeout.toSeconds()),
      PARTNER_TIMEOUT_MS: String(stage.partnerTimeoutMs),
      CACHE_TTL_MS: String(stage.cacheTtlMs),
      KLAVIYO_URL: stage.klaviyoUrl,
      API_URL: data.address.url,
      // AWS has no account 0, so no stage that is deployed calls its own machine, whatever its name is.
      ...(stage.account === stages.local.account ? { ALLOW_LOOPBACK: 'true' } : {}),
    },
    grants: [
      receiveFrom(data.noticesQueue.queue),
      readItemsIn(data.orders, 'order#*', 'customer#*', notices, watches),
      putItemsIn(data.orders, notices, watches),
      readItemsIn(data.settings, 'shop#*'),
      readItemsIn(data.control, 'shop#*', circuits),
      putItemsIn(data.control, circuits),
      sendTo(data.noticesQueue.deadLetters, data.ordersQueue.queue),
      readSecret(scope, secretNames.notify(stage.name, '*')),
      readSecret(scope, secretNames.linkSecret(stage.name)),
    ],
  });
  notifyShop.readFrom({ queue: data.noticesQueue.queue, batchSize, maximumConcurrency: workers });
  return notifyShop;
}
