import { Duration, Validations } from 'aws-cdk-lib';
import {
  ApiMapping,
  CfnStage,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, type ILogGroup, type JsonPattern } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Metric } from '../../lib/telemetry.ts';
import type { Stage } from '../stages.ts';
import type { ApiAddress } from './api-address.ts';
import { metricNamespace, serviceOf } from '../../lib/naming.ts';
import { anyMinute, OperatorAlarm } from './operator-alarm.ts';

export interface WebhookApiProps {
  stage: Stage;
  topic: ITopic;
  address: ApiAddress;
  accessLog: ILogGroup;
  ingest: IFunction;
  orderStatus: IFunction;
}

/** Requests per second. Webhooks come in bursts and a refused one is at best late; a status is read by a few servers. */
const webhookLimits = { rate: 1000, burst: 2000 };
const statusLimits = { rate: 50, burst: 100 };

const webhookPath = '/webhooks/{shop}';
const statusPaths = ['/orders/{shop}', '/orders/{shop}/{orderId}'];

/** What answers at the API's address: webhooks in, order status out. */
export class WebhookApi extends Construct {
  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { stage, accessLog } = props;
    const { api, domain } = props.address;
    const ingest = new HttpLambdaIntegration('Ingest', props.ingest);
    const orderStatus = new HttpLambdaIntegration('OrderStatus', props.orderStatus);
    const route = (path: string, method: HttpMethod, integration: HttpLambdaIntegration): HttpRoute =>
      new HttpRoute(this, `${method} ${path}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, method),
        integration,
      });
    const routes = [
      route(webhookPath, HttpMethod.POST, ingest),
      // An HTTP API decodes the path before it routes: an id with a slash only gets through in the query.
      ...statusPaths.map((path) => route(path, HttpMethod.GET, orderStatus)),
    ];
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason:
        "The functions authorize: webhooks by the platform's signature over the raw bytes, which no authorizer sees; " +
        "order status by the shop's API key.",
    });
    const deployed = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: webhookLimits.rate, burstLimit: webhookLimits.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat(stage) },
    });
    if (domain !== undefined) new ApiMapping(this, 'Mapping', { api, domainName: domain, stage: deployed });
    limitStatusRoutes(deployed, routes);
    countRefusedByGateway(this, accessLog);
    new OperatorAlarm(this, 'ServerErrorsAlarm', {
      stage,
      topic: props.topic,
      heading: 'api-server-errors',
      operatorSees: 'The API answered 5xx: a webhook may be lost, or a shop could not read the status of an order.',
      metric: deployed.metricServerError({ period: Duration.minutes(1) }),
      threshold: 1,
      datapoints: anyMinute,
    });
  }
}

/**
 * Says how requests went and nothing of whom: no address, no path with an order's id, no header. And no text of API
 * Gateway's or of Lambda's (`error.message`, `integration.error`): variables are not escaped, so that a quote in one would
 * break the line, and no filter counts a line that is not JSON.
 */
const accessLogFormat = (stage: Stage): AccessLogFormat =>
  AccessLogFormat.custom(
    JSON.stringify({
      service: serviceOf(stage),
      time: '$context.requestTime',
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      functionStatus: '$context.integration.status',
    }),
  );

function limitStatusRoutes(deployed: HttpStage, routes: HttpRoute[]): void {
  const cfnStage = deployed.node.defaultChild;
  if (!(cfnStage instanceof CfnStage)) throw new Error('an HttpStage has no CfnStage');
  const limits = { ThrottlingRateLimit: statusLimits.rate, ThrottlingBurstLimit: statusLimits.burst };
  cfnStage.routeSettings = Object.fromEntries(statusPaths.map((path) => [`GET ${path}`, limits]));
  // CloudFormation would otherwise set limits on a route that is not there yet.
  cfnStage.node.addDependency(...routes);
}

const answered = (status: string): JsonPattern => FilterPattern.stringValue('$.status', '=', status);
/** By API Gateway, and not by the function. */
const answeredInstead = (status: string): JsonPattern =>
  FilterPattern.all(answered(status), FilterPattern.stringValue('$.functionStatus', '!=', status));

/**
 * What ingest never saw and cannot count: API Gateway refuses what is too large for a Lambda invocation, throttles (429),
 * and answers 5xx where a function is throttled, crashes or takes too long. Ingest counts its own 413 and 503. AWS does not
 * promise a log line or a metric for each 413, for many 429 and for its own failures, so these counts are a lower bound.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-monitor.html
 */
function countRefusedByGateway(scope: Construct, logGroup: ILogGroup): void {
  const count = (id: string, metricName: Metric, ...conditions: JsonPattern[]) =>
    new MetricFilter(scope, id, {
      logGroup,
      filterPattern: FilterPattern.all(FilterPattern.stringValue('$.route', '=', `POST ${webhookPath}`), ...conditions),
      metricNamespace,
      metricName,
      metricValue: '1',
      dimensions: { service: '$.service' },
    });
  count('TooLarge', 'WebhookTooLarge', answeredInstead('413'));
  count(
    'Lost',
    'WebhookLost',
    FilterPattern.any(answeredInstead('503'), ...['429', '500', '502', '504'].map(answered)),
  );
}
