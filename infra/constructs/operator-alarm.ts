import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  Metric as CloudWatchMetric,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { resourceName, metricNamespace, serviceOf } from '../../lib/naming.ts';
import { Duration } from 'aws-cdk-lib';
import type { Gauge, Metric } from '../../lib/telemetry.ts';

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

interface OperatorAlarmProps {
  stage: Stage;
  topic: ITopic;
  /** The heading in docs/runbook.md that says what to do. */
  heading: string;
  /** Distinguishes alarms with the same heading: a function, a Thanx credential. */
  subject?: string;
  /** The text that an operator reads when it fires. */
  operatorSees: string;
  metric: IMetric;
  threshold: number;
  /** Default: at or above the threshold. */
  comparison?: ComparisonOperator;
  /** How many of the last periods must breach the threshold. Default: one of one. */
  datapoints?: { atLeast: number; of: number };
  missingData?: MissingData;
}

/**
 * What missing data means. `good`, the default: nothing happened. `unknown`: the alarm keeps its state. `bad`: the missing data is the
 * problem, and the alarm's state becomes INSUFFICIENT_DATA. It doesn't count as breaching, because then the first deployment of a stage would
 * raise the alarm: every alarm starts in INSUFFICIENT_DATA, and only changes of state trigger actions.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
type MissingData = 'good' | 'unknown' | 'bad';

const treatments: Record<MissingData, TreatMissingData> = {
  good: TreatMissingData.NOT_BREACHING,
  unknown: TreatMissingData.IGNORE,
  bad: TreatMissingData.MISSING,
};

/** Fires after one minute, and ends after fifteen quiet ones, so that something that keeps happening is one alarm. */
export const anyMinute = { atLeast: 1, of: 15 };

/** An alarm for operators, named `thankflow-<stage>-<runbook heading>[-<subject>]`, so that its name leads to the runbook's page. */
export class OperatorAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: OperatorAlarmProps) {
    super(scope, id);
    const subject = props.subject === undefined ? '' : `-${props.subject}`;
    const { datapoints = { atLeast: 1, of: 1 }, missingData = 'good' } = props;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: resourceName(props.stage, props.heading + subject),
      alarmDescription: `${props.operatorSees} What to do: docs/runbook.md#${props.heading}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: datapoints.of,
      datapointsToAlarm: datapoints.atLeast,
      treatMissingData: treatments[missingData],
    });
    const notify = new SnsAction(props.topic);
    this.alarm.addAlarmAction(notify);
    if (missingData === 'bad') this.alarm.addInsufficientDataAction(notify);
  }
}
