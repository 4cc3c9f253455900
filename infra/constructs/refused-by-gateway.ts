import { FilterPattern, MetricFilter, type ILogGroup, type JsonPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { metricNamespace } from '../../lib/naming.ts';
import type { Metric } from '../../lib/telemetry.ts';

const answered = (status: string): JsonPattern => FilterPattern.stringValue('$.status', '=', status);
/** The status was set by API Gateway, not by the function. */
const answeredByGateway = (status: string): JsonPattern =>
  FilterPattern.all(answered(status), FilterPattern.stringValue('$.functionStatus', '!=', status));

/**
 * Counts webhooks that ingest never saw: API Gateway refuses requests that are too large for Lambda (413), throttles (429), and answers 5xx
 * if a function is throttled, crashes or takes too long. Ingest counts its own 413 and 503. The counts are a lower bound, because AWS doesn't
 * promise a log line for each 413 and 429, or for its own failures.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-monitor.html
 */
export function countRefusedByGateway(scope: Construct, logGroup: ILogGroup, webhookPath: string): void {
  const count = (id: string, metricName: Metric, ...conditions: JsonPattern[]) =>
    new MetricFilter(scope, id, {
      logGroup,
      filterPattern: FilterPattern.all(FilterPattern.stringValue('$.route', '=', `POST ${webhookPath}`), ...conditions),
      metricNamespace,
      metricName,
      metricValue: '1',
      dimensions: { service: '$.service' },
    });
  count('TooLarge', 'WebhookTooLarge', answeredByGateway('413'));
  count(
    'Lost',
    'WebhookLost',
    FilterPattern.any(answeredByGateway('503'), ...['429', '500', '502', '504'].map(answered)),
  );
}
