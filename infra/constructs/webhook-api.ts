import { Duration, Validations } from 'aws-cdk-lib';
import {
  ApiMapping,
  CfnIntegration,
  CfnStage,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import type { ApiAddress } from './api-address.ts';
import { serviceOf } from '../../lib/naming.ts';
import { anyMinute, OperatorAlarm, type AlarmActions } from './operator-alarm.ts';
import { countRefusedByGateway } from './refused-by-gateway.ts';
import { routeLimits, webhookLimit } from './web-limits.ts';

export interface WebhookApiProps {
  stage: Stage;
  alarmActions: AlarmActions;
  address: ApiAddress;
  accessLog: ILogGroup;
  ingest: IFunction;
  handshake: IFunction;
  receivePurchase: IFunction;
  orderStatus: IFunction;
  thanksPage: IFunction;
}

const webhookPath = '/webhooks/{shop}';

/** The API's routes: webhooks, handshakes, Thanx's purchases, order status, and the customers' pages. */
export class WebhookApi extends Construct {
  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { stage, accessLog } = props;
    const { api, domain } = props.address;
    const ingest = new HttpLambdaIntegration('Ingest', props.ingest);
    const handshake = new HttpLambdaIntegration('Handshake', props.handshake);
    const receivePurchase = new HttpLambdaIntegration('ReceivePurchase', props.receivePurchase);
    const orderStatus = new HttpLambdaIntegration('OrderStatus', props.orderStatus);
    const thanksPage = new HttpLambdaIntegration('ThanksPage', props.thanksPage);
    const route = (method: HttpMethod, path: string, integration: HttpLambdaIntegration): HttpRoute =>
      new HttpRoute(this, `${method} ${path}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, method),
        integration,
      });
    const routes = [
      route(HttpMethod.POST, webhookPath, ingest),
      // Adobe asks the webhook's own URL whether it wants events.
      route(HttpMethod.GET, webhookPath, handshake),
      route(HttpMethod.GET, '/handshakes/{shop}', handshake),
      route(HttpMethod.POST, '/handshakes/{shop}', handshake),
      route(HttpMethod.POST, '/thanx/{credential}', receivePurchase),
      // An HTTP API decodes the path before it routes, so an ID with a slash has to be in the query.
      route(HttpMethod.GET, '/orders/{shop}', orderStatus),
      route(HttpMethod.GET, '/orders/{shop}/{orderId}', orderStatus),
      route(HttpMethod.GET, '/t/{shop}', thanksPage),
      route(HttpMethod.HEAD, '/t/{shop}', thanksPage),
      route(HttpMethod.GET, '/thankflow-thanks.js', thanksPage),
    ];
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason:
        "The functions authorize: webhooks by the platform's signature of the raw bytes, which an authorizer doesn't see; " +
        "handshakes and Thanx's purchases likewise; " +
        "order status by the shop's API key; customers' pages by the MAC in their links.",
    });
    const deployed = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: webhookLimit.rate, burstLimit: webhookLimit.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat(stage) },
    });
    if (domain !== undefined) new ApiMapping(this, 'Mapping', { api, domainName: domain, stage: deployed });
    limitRoutes(deployed, routes);
    allowBeforeCalling(routes);
    countRefusedByGateway(this, accessLog, webhookPath);
    new OperatorAlarm(this, 'ServerErrorsAlarm', {
      stage,
      alarmActions: props.alarmActions,
      heading: 'api-server-errors',
      operatorSees:
        "The API answered 5xx: a webhook may be lost, a shop couldn't register, or a shop or customer couldn't see the state of an order.",
      metric: deployed.metricServerError({ period: Duration.minutes(1) }),
      threshold: 1,
      datapoints: anyMinute,
    });
  }
}

/**
 * Logs how requests ended, without personal data: no address, no path with an order's ID, no header. It also leaves out error texts of API
 * Gateway and Lambda (`error.message`, `integration.error`): variables aren't escaped, so a quote in one would make the line invalid JSON,
 * which no filter counts.
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

/** When integrations change, such as from a function to its alias, API Gateway must already be allowed to call what they lead to. */
function allowBeforeCalling(routes: HttpRoute[]): void {
  const children = routes.flatMap((route) => route.node.findAll());
  const permissions = children.filter((child) => child instanceof CfnPermission);
  for (const integration of children.filter((child) => child instanceof CfnIntegration))
    integration.node.addDependency(...permissions);
}

function limitRoutes(deployed: HttpStage, routes: HttpRoute[]): void {
  const cfnStage = deployed.node.defaultChild;
  if (!(cfnStage instanceof CfnStage)) throw new Error('an HttpStage has no CfnStage');
  cfnStage.routeSettings = Object.fromEntries(
    Object.entries(routeLimits).map(([route, { rate, burst }]) => [
      route,
      { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    ]),
  );
  // Otherwise CloudFormation would set limits for routes that don't exist yet.
  cfnStage.node.addDependency(...routes);
}
