import type { Duration } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from '../../lib/telemetry.ts';
import type { Stage } from '../stages.ts';

/** CloudWatch namespace of everything the functions count. */
export const metricNamespace = 'thankflow';

/** The one dimension of every metric: stages in one account stay apart. The functions get it as POWERTOOLS_SERVICE_NAME. */
export const serviceOf = (stage: Stage): string => `thankflow-${stage.name}`;

/** How often something that the functions count happened in each period. */
export const countOf = (stage: Stage, metric: Metric, period: Duration): CloudWatchMetric =>
  new CloudWatchMetric({
    namespace: metricNamespace,
    metricName: metric,
    dimensionsMap: { service: serviceOf(stage) },
    statistic: 'Sum',
    period,
  });
