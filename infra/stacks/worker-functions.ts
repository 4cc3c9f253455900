import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { maxBatchMessages } from '../../lib/queue/limits.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import {
  countMessages,
  deleteItems,
  listObjects,
  publishTo,
  queryDue,
  queryFollowed,
  queryRowsIn,
  readItems,
  readItemsIn,
  readSecret,
  receiveFrom,
  scanRows,
  sendTo,
  putItems,
  putObjects,
  putItemsIn,
} from '../constructs/grants.ts';
import { resourceName } from '../../lib/naming.ts';
import { runEvery } from '../constructs/schedule.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import { minWorkers, thanxCapacity, thanxLimits } from '../thanx-capacity.ts';
import { takesEvents } from './shopify-events.ts';
import { commonProps, queueUrls, type FunctionContext } from './web-functions.ts';

/** Reserved on top of MaximumConcurrency, so that the poller is never throttled. */
const spare = 1;

/** Claims orders and sends them to ThankU. */
export function thankCustomerFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  // A worker handles all messages of a batch at the same time: workers × batch size is the concurrency that ThankU sees.
  const workers = Math.max(minWorkers, Math.ceil(stage.thankuConcurrency / maxBatchMessages));
  const batchSize = Math.max(1, Math.floor(stage.thankuConcurrency / workers));
  const loyaltyQueues = [...data.loyaltyQueues.values()];
  const thankCustomer = new ServiceFunction(scope, 'ThankCustomer', {
    ...commonProps(context),
    name: 'thank-customer',
    isWorker: true,
    timeout: timeouts.thankCustomer,
    memoryMb: 512,
    concurrency: { reserved: workers + spare },
    environment: {
      SPEND: stage.spend,
      ORDERS_TABLE: data.orders.tableName,
      SETTINGS_TABLE: data.settings.tableName,
      CONTROL_TABLE: data.control.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      VISIBILITY_TIMEOUT_SECONDS: String(data.ordersQueue.visibilityTimeout.toSeconds()),
      ORDERS_DLQ_URL: data.ordersQueue.deadLetters.queueUrl,
      LOYALTY_QUEUE_URLS: queueUrls(scope, data.loyaltyQueues, 'queue'),
      LOYALTY_DLQ_URLS: queueUrls(scope, data.loyaltyQueues, 'deadLetters'),
      ...(takesEvents(stage) ? { EVENTS_DLQ_URL: data.fetchesQueue.deadLetters.queueUrl } : {}),
      QUARANTINE_BUCKET: data.quarantine.bucketName,
      ERASURES_BUCKET: data.erasures.bucketName,
      EVENT_BUS: data.bus.eventBusName,
      NOTICES_QUEUE_URL: data.noticesQueue.queue.queueUrl,
      THANKU_URL: stage.thankuUrl,
      THANKU_AUTH: stage.shareThankuTokens ? 'shared' : 'own',
      PARTNER_TIMEOUT_MS: String(stage.partnerTimeoutMs),
      RETRY_BASE_SECONDS: String(stage.retryBaseSeconds),
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      receiveFrom(data.ordersQueue.queue),
      readItems(data.orders),
      putItems(data.orders),
      deleteItems(data.orders),
      queryDue(data.orders),
      queryRowsIn(data.orders, 'customer#*'),
      readItemsIn(data.settings, 'shop#*'),
      readItemsIn(data.control, 'shop#*'),
      putItemsIn(data.control, 'shop#*'),
      sendTo(data.ordersQueue.deadLetters, ...loyaltyQueues.map(({ queue }) => queue), data.noticesQueue.queue),
      countMessages(
        data.ordersQueue.deadLetters,
        ...loyaltyQueues.map(({ deadLetters }) => deadLetters),
        ...(takesEvents(stage) ? [data.fetchesQueue.deadLetters] : []),
      ),
      listObjects(data.quarantine),
      putObjects(data.erasures),
      publishTo(data.bus),
      readSecret(scope, secretNames.thanku(stage.name, '*')),
      ...(stage.shareThankuTokens ? [readSecret(scope, secretNames.thankuTokens(stage.name, '*'))] : []),
      readSecret(scope, secretNames.customerKey(stage.name)),
    ],
  });
  thankCustomer.readFrom({ queue: data.ordersQueue.queue, batchSize, maximumConcurrency: workers });
  return thankCustomer;
}

/** Submits the receipts of one Thanx credential, with as many workers as its rate limit can keep busy. */
export function submitToThanxFunction(
  scope: Construct,
  context: FunctionContext,
  credential: string,
  loyalty: WorkQueue,
): ServiceFunction {
  const { stage, data } = context;
  // With reserved concurrency alone, the poller would receive more than can run, and the rest would become dead letters:
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  const { workers, batchSize } = thanxCapacity(stage, timeouts.submitToThanx);
  const own = new Map([[credential, loyalty]]);
  const submitToThanx = new ServiceFunction(scope, `SubmitToThanx-${credential}`, {
    ...commonProps(context),
    name: 'submit-to-thanx',
    isWorker: true,
    subject: credential,
    timeout: timeouts.submitToThanx,
    // It mostly waits for permits and answers. With half the processor it wakes later, for which the limiter leaves time (ADR 11).
    memoryMb: 256,
    concurrency: { reserved: workers + spare },
    environment: {
      SPEND: stage.spend,
      ORDERS_TABLE: data.orders.tableName,
      SETTINGS_TABLE: data.settings.tableName,
      CONTROL_TABLE: data.control.tableName,
      THANX_CREDENTIAL: credential,
      LOYALTY_QUEUE_URLS: queueUrls(scope, own, 'queue'),
      VISIBILITY_TIMEOUT_SECONDS: String(loyalty.visibilityTimeout.toSeconds()),
      LOYALTY_DLQ_URLS: queueUrls(scope, own, 'deadLetters'),
      EVENT_BUS: data.bus.eventBusName,
      NOTICES_QUEUE_URL: data.noticesQueue.queue.queueUrl,
      THANX_URL: stage.thanxUrl,
      THANX_LOYALTY_URL: stage.thanxLoyaltyUrl,
      THANX_LIMITS: JSON.stringify(thanxLimits(stage)),
      PARTNER_TIMEOUT_MS: String(stage.partnerTimeoutMs),
      RETRY_BASE_SECONDS: String(stage.retryBaseSeconds),
      CACHE_TTL_MS: String(stage.cacheTtlMs),
    },
    grants: [
      receiveFrom(loyalty.queue),
      readItems(data.orders),
      queryFollowed(data.orders),
      putItems(data.orders),
      deleteItems(data.orders),
      readItemsIn(data.settings, 'shop#*'),
      readItemsIn(data.control, 'shop#*', `thanx#${credential}`),
      putItemsIn(data.control, `thanx#${credential}`),
      sendTo(loyalty.deadLetters, data.noticesQueue.queue),
      publishTo(data.bus),
      readSecret(scope, secretNames.thanx(stage.name, credential)),
      readSecret(scope, secretNames.giftCardKey(stage.name)),
      readSecret(scope, secretNames.customerKey(stage.name)),
      readSecret(scope, secretNames.thanxUser(stage.name, credential, '*')),
      readSecret(scope, secretNames.thanxMerchant(stage.name, credential, '*')),
    ],
  });
  submitToThanx.readFrom({ queue: loyalty.queue, batchSize, maximumConcurrency: workers });
  return submitToThanx;
}

/** Wakes due rows, every minute, one run at a time. */
export function housekeepingFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  const queues = [data.ordersQueue, data.fetchesQueue, ...data.loyaltyQueues.values(), data.noticesQueue].map(
    ({ queue }) => queue,
  );
  const housekeeping = new ServiceFunction(scope, 'Housekeeping', {
    ...commonProps(context),
    name: 'housekeeping',
    isWorker: true,
    timeout: timeouts.housekeeping,
    memoryMb: 512,
    concurrency: { reserved: 1 },
    environment: {
      ORDERS_TABLE: data.orders.tableName,
      CONTROL_TABLE: data.control.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      FETCHES_QUEUE_URL: data.fetchesQueue.queue.queueUrl,
      LOYALTY_QUEUE_URLS: queueUrls(scope, data.loyaltyQueues, 'queue'),
      NOTICES_QUEUE_URL: data.noticesQueue.queue.queueUrl,
      QUARANTINE_BUCKET: data.quarantine.bucketName,
    },
    grants: [
      readItems(data.orders),
      putItems(data.orders),
      deleteItems(data.orders),
      queryDue(data.orders),
      readItems(data.control),
      scanRows(data.control),
      // What shops have given of their limits.
      putItemsIn(data.control, 'shop#*'),
      listObjects(data.quarantine),
      sendTo(...queues),
    ],
  });
  runEvery(scope, 'EveryMinute', housekeeping, {
    ruleName: resourceName(stage, 'housekeeping'),
    description: 'Wakes due orders and receipts',
    every: Duration.minutes(1),
    reportedBy: 'housekeeping-not-running',
  });
  return housekeeping;
}
