import type { Duration } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from '../../lib/telemetry.ts';
import type { Stage } from '../stages.ts';
import { metricNamespace, serviceOf } from './naming.ts';

/** How often something that the functions count happened in each period. */
export const countOf = (stage: Stage, metric: Metric, period: Duration): CloudWatchMetric =>
  new CloudWatchMetric({
    namespace: metricNamespace,
    metricName: metric,
    dimensionsMap: { service: serviceOf(stage) },
    statistic: 'Sum',
    period,
  });
