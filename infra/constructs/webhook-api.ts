import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { metricNamespace, resourceName, serviceOf } from './naming.ts';

export interface WebhookApiProps {
  stage: Stage;
  ingest: IFunction;
  orderStatus: IFunction;
}

/** Requests per second. Webhooks come in bursts and a refused one is at best late; a status is read by a few servers. */
const webhookLimits = { rate: 1000, burst: 2000 };
const statusLimits = { rate: 50, burst: 100 };

const statusPaths = ['/orders/{shop}', '/orders/{shop}/{orderId}'];

/** The public HTTP API: webhooks in, order status out. */
export class WebhookApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { stage } = props;
    const api = new HttpApi(this, 'Api', { apiName: resourceName(stage, 'api'), createDefaultStage: false });
    const route = (path: string, method: HttpMethod, name: string, handler: IFunction): HttpRoute[] =>
      api.addRoutes({ path, methods: [method], integration: new HttpLambdaIntegration(name, handler) });
    const routes = [
      ...route('/webhooks/{shop}', HttpMethod.POST, 'Ingest', props.ingest),
      // An HTTP API decodes the path before it routes: an id with a slash only gets through in the query.
      ...statusPaths.flatMap((path) => route(path, HttpMethod.GET, 'OrderStatus', props.orderStatus)),
    ];
    Validations.of(api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason:
        "The functions authorize: webhooks by the platform's signature over the raw bytes, which no authorizer sees; " +
        "order status by the shop's API key.",
    });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${resourceName(stage, 'api')}`,
      retention: stage.protectData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const deployed = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: webhookLimits.rate, burstLimit: webhookLimits.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat(stage) },
    });
    limitStatusRoutes(deployed, routes);
    this.url = api.apiEndpoint;
    countRefusedForSize(logGroup);
  }
}

/** Says how requests went and nothing of whom: no address, no path with an order's id, no header. */
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
      error: '$context.error.message',
      functionError: '$context.integration.error',
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

/** API Gateway itself refuses what is too large for a Lambda invocation: ingest never sees it and cannot count it. */
function countRefusedForSize(logGroup: LogGroup): void {
  logGroup.addMetricFilter('TooLarge', {
    filterPattern: FilterPattern.all(
      FilterPattern.stringValue('$.status', '=', '413'),
      FilterPattern.stringValue('$.functionStatus', '!=', '413'),
    ),
    metricNamespace,
    metricName: 'WebhookTooLarge',
    metricValue: '1',
    dimensions: { service: '$.service' },
  });
}
