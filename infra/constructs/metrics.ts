import { Duration } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Gauge, Metric } from '../../lib/telemetry.ts';
import type { Stage } from '../stages.ts';
import { metricNamespace, serviceOf } from '../../lib/naming.ts';

/** How often a metric was counted in each period. */
export const countOf = (stage: Stage, metric: Metric, period: Duration): CloudWatchMetric =>
  new CloudWatchMetric({
    namespace: metricNamespace,
    metricName: metric,
    dimensionsMap: { service: serviceOf(stage) },
    statistic: 'Sum',
    period,
  });

/** A gauge's value in each minute. */
export const levelOf = (stage: Stage, gauge: Gauge): CloudWatchMetric =>
  countOf(stage, gauge, Duration.minutes(1)).with({ statistic: 'Maximum' });

/** `Object.entries`, with the keys typed as metrics. */
export const entries = <M extends Metric, Value>(record: Record<M, Value>): [M, Value][] =>
  Object.keys(record)
    .filter((key): key is M => key in record)
    .map((metric) => [metric, record[metric]]);
