import { Stack, Duration, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WebhookApi } from '../constructs/webhook-api.ts';
import { addAlarms } from './alarms.ts';
import { ingestFunction, orderStatusFunction, type FunctionContext } from './web-functions.ts';
import { housekeepingFunction, submitToThanxFunction, thankCustomerFunction } from './worker-functions.ts';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Gauge, Metric } from '../../lib/telemetry.ts';
import { countOf, levelOf } from '../constructs/operator-alarm.ts';
import { resourceName } from '../../lib/naming.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { ServiceFunction } from '../constructs/service-function.ts';

/** The functions, the API's routes, and the alarms. The stack stores nothing: it can be deleted and deployed again. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    const { stage, data, codeDirectory, ...stackProps } = props;
    super(scope, id, stackProps);
    const context = { stage, data, codeDirectory };
    const ingest = ingestFunction(this, context);
    const orderStatus = orderStatusFunction(this, context);
    const thankCustomer = thankCustomerFunction(this, context);
    const submitToThanx = [...data.loyaltyQueues].map(([credential, queue]) =>
      submitToThanxFunction(this, context, credential, queue),
    );
    const housekeeping = housekeepingFunction(this, context);
    addOrderQuery(this, stage, [ingest, thankCustomer, ...submitToThanx, orderStatus, housekeeping]);
    addAlarms(this, stage, data.alarmTopic, housekeeping);
    addDashboard(this, stage, data);
    new WebhookApi(this, 'WebhookApi', {
      stage,
      topic: data.alarmTopic,
      address: data.address,
      accessLog: data.accessLog,
      ingest: ingest.function,
      orderStatus: orderStatus.function,
    });
  }
}

const period = Duration.minutes(5);

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12, height: 6, leftYAxis: { min: 0 } });

/** The stage's dashboard: what came in, how it ended, and what waits. */
function addDashboard(scope: Construct, stage: Stage, data: DataStack): void {
  const counts = (...metrics: Metric[]): IMetric[] => metrics.map((metric) => countOf(stage, metric, period));
  const levels = (...gauges: Gauge[]): IMetric[] => gauges.map((gauge) => levelOf(stage, gauge));
  const queues = [data.ordersQueue, ...data.loyaltyQueues.values()];
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: resourceName(stage, 'orders') });
  dashboard.addWidgets(
    graph(
      'Webhooks',
      counts('WebhookAccepted', 'WebhookRefused', 'WebhookParked', 'WebhookQuarantined', 'WebhookLost'),
    ),
    graph('Orders', counts('OrderThanked', 'OrderFailed', 'OrderIgnored')),
  );
  dashboard.addWidgets(
    graph('Thanx receipts', counts('ReceiptSubmitted', 'ReceiptUnknown', 'ReceiptRejected')),
    graph(
      'Oldest message received at most twice (seconds)',
      queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage({ period })),
    ),
  );
  dashboard.addWidgets(
    graph('Calls to ThankU', counts('ThankuCall', 'ThankuCallFailed', 'ThankuCallRefused')),
    graph('Calls to Thanx', counts('ThanxCall', 'ThanxCallFailed', 'ThanxCallRefused')),
  );
  dashboard.addWidgets(
    graph('Waits for a person', [
      ...levels('OrdersStuck', 'ReceiptsStuck', 'PrivacyRequestsOpen', 'QuarantineEntries'),
      ...levels('ShopsHeld', 'CredentialsHeld', 'Paused', 'RowsOverdue'),
    ]),
    graph('Failed messages', counts('MessageFailed', 'MessageDead')),
  );
  dashboard.addWidgets(
    graph(
      'Waiting messages',
      queues.map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible({ period })),
    ),
    graph(
      'Dead letters',
      queues.map(({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible({ period })),
    ),
  );
}

/** Replace it with an order's key, `shop/pid`. */
const exampleOrder = 'my-shop/my-shop-1001';

/**
 * The saved query `thankflow-<stage>-order` of CloudWatch Logs Insights: everything that was logged about one order, from its webhook to its
 * receipt. Lines have the order's key in `order`, or in `orders` if they are about several.
 */
function addOrderQuery(scope: Construct, stage: Stage, functions: readonly ServiceFunction[]): void {
  new QueryDefinition(scope, 'OrderQuery', {
    queryDefinitionName: resourceName(stage, 'order'),
    queryString: new QueryString({
      fields: [
        '@timestamp',
        'service',
        'level',
        'message',
        'type',
        'reason',
        'error',
        'causedBy',
        'stack',
        'receives',
        'messageId',
        'function_request_id',
      ],
      filterStatements: [`order = "${exampleOrder}" or orders like /(^| )${exampleOrder.replace('/', '\\/')}( |$)/`],
      sort: '@timestamp asc',
      limit: 1000,
    }),
    logGroups: functions.map(({ logGroup }) => logGroup),
  });
}
