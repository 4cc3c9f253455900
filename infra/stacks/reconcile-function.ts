import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { runEveryMs } from '../../lib/reconcile/state.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { comparedAttributes } from '../../lib/store/compared-reader.ts';
import { resourceName } from '../../lib/naming.ts';
import {
  deleteItemsIn,
  onlyAttributes,
  putItemsIn,
  putObjects,
  queryDue,
  queryOrderTimes,
  readItemsIn,
  readSecret,
  scanRows,
  sendTo,
} from '../constructs/grants.ts';
import { runEvery } from '../constructs/schedule.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import { commonProps, type FunctionContext } from './web-functions.ts';

/**
 * Compares shops' orders with their platforms', queues what never arrived, and reports silent shops. It may read the
 * credentials of admin APIs, as only fetch-order may besides; it may read no partner's token and nothing personal, and change no order.
 */
export function reconcileFunction(scope: Construct, context: FunctionContext): ServiceFunction {
  const { stage, data } = context;
  const own = ['reconcile#*', 'problem#*'];
  const reconcile = new ServiceFunction(scope, 'Reconcile', {
    ...commonProps(context),
    name: 'reconcile',
    isWorker: true,
    timeout: timeouts.reconcile,
    memoryMb: 512,
    concurrency: { reserved: 1 },
    environment: {
      ORDERS_TABLE: data.orders.tableName,
      SETTINGS_TABLE: data.settings.tableName,
      ORDERS_QUEUE_URL: data.ordersQueue.queue.queueUrl,
      QUARANTINE_BUCKET: data.quarantine.bucketName,
    },
    grants: [
      onlyAttributes(readItemsIn(data.orders, 'order#*'), comparedAttributes),
      readItemsIn(data.orders, ...own),
      queryDue(data.orders),
      queryOrderTimes(data.orders),
      putItemsIn(data.orders, ...own),
      deleteItemsIn(data.orders, ...own),
      readItemsIn(data.settings, 'shop#*'),
      // To look at every shop once an hour.
      scanRows(data.settings),
      sendTo(data.ordersQueue.queue),
      putObjects(data.quarantine),
      readSecret(scope, secretNames.platform(stage.name, '*')),
    ],
  });
  runEvery(scope, 'EveryFiveMinutes', reconcile, {
    ruleName: resourceName(stage, 'reconcile'),
    description: "Compares shops' orders with their platforms'",
    every: Duration.millis(runEveryMs),
    reportedBy: 'rows-overdue',
  });
  return reconcile;
}
