import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Gauge, Metric } from '../../lib/telemetry.ts';
import { countOf, levelOf } from '../constructs/metrics.ts';
import { resourceName } from '../../lib/naming.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

const period = Duration.minutes(5);

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12, height: 6, leftYAxis: { min: 0 } });

/** The stage's dashboard: what came in, how it ended, and what waits. */
export function addDashboard(scope: Construct, stage: Stage, data: DataStack): void {
  const counts = (...metrics: Metric[]): IMetric[] => metrics.map((metric) => countOf(stage, metric, period));
  const levels = (...gauges: Gauge[]): IMetric[] => gauges.map((gauge) => levelOf(stage, gauge));
  const queues = [data.ordersQueue, data.fetchesQueue, ...data.loyaltyQueues.values(), data.noticesQueue];
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: resourceName(stage, 'orders') });
  dashboard.addWidgets(
    graph(
      'Webhooks',
      counts('WebhookAccepted', 'WebhookRefused', 'WebhookParked', 'WebhookQuarantined', 'WebhookLost'),
    ),
    graph(
      'Orders',
      counts(
        'OrderThanked',
        'OrderFailed',
        'OrderIgnored',
        'OrderReconciled',
        'OrderFetched',
        'OrderNotFetched',
        'OrderGone',
      ),
    ),
  );
  dashboard.addWidgets(
    graph(
      'Thanx receipts',
      counts('ReceiptSubmitted', 'ReceiptUnknown', 'ReceiptRejected', 'PurchaseAccepted', 'PurchaseSettled'),
    ),
    graph('Thanx baskets', counts('BasketBilled', 'BasketRefunded', 'BasketRefundMissed')),
  );
  dashboard.addWidgets(
    graph(
      'Oldest message received at most twice (seconds)',
      queues.flatMap(({ queue }) => [
        queue.metricApproximateAgeOfOldestMessage({ period }),
        queue.metric('ApproximateAgeOfOldestMessageInQuietGroups', { period, statistic: 'Maximum' }),
      ]),
    ),
    graph('Failed messages', counts('MessageFailed', 'MessageDead')),
  );
  dashboard.addWidgets(
    graph('Calls to ThankU', counts('ThankuCall', 'ThankuCallFailed', 'ThankuCallRefused')),
    graph('Calls to Thanx', counts('ThanxCall', 'ThanxCallFailed', 'ThanxCallRefused')),
  );
  dashboard.addWidgets(
    graph('Waits for a person (no line: nothing)', [
      ...levels('OrdersStuck', 'ReceiptsStuck', 'PrivacyRequestsOpen', 'QuarantineEntries'),
      ...levels('ShopsHeld', 'CredentialsHeld', 'Paused', 'RowsOverdue', 'ShopProblems', 'NotifyTargetsHeld'),
    ]),
    graph(
      'Waiting messages',
      queues.flatMap(({ queue }) => [
        queue.metricApproximateNumberOfMessagesVisible({ period }),
        // Groups are shops. SQS calls the shops noisy that have a backlog, and delivers the others' messages first.
        queue.metric('ApproximateNumberOfMessagesVisibleInQuietGroups', { period, statistic: 'Average' }),
      ]),
    ),
    graph(
      'Dead letters',
      queues.map(({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible({ period })),
    ),
  );
}
