import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { resourceName } from '../../lib/naming.ts';

export interface OperatorAlarmProps {
  stage: Stage;
  topic: ITopic;
  /** The heading in docs/runbook.md that tells what to do. */
  heading: string;
  /** Which of several alike: a function, a Thanx credential. */
  subject?: string;
  /** What an operator is told when it fires. */
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
 * What it means that nothing was published for a while. `good`, the default: nothing happened. `unknown`: the alarm stays as
 * it is. `bad`: that is the trouble itself; the alarm's state is then INSUFFICIENT_DATA and not ALARM. Each alarm begins in
 * that state and its actions follow changes only, so a stage that is deployed for the first time alarms nobody, as it would if
 * missing data counted as breaching.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
type MissingData = 'good' | 'unknown' | 'bad';

const treatments: Record<MissingData, TreatMissingData> = {
  good: TreatMissingData.NOT_BREACHING,
  unknown: TreatMissingData.IGNORE,
  bad: TreatMissingData.MISSING,
};

/** Alarms at once, and ends when it was quiet for so many minutes: what happens again and again is one alarm. */
export const anyMinute = { atLeast: 1, of: 15 };

/**
 * An alarm that a person is told of. It is named `thankflow-<stage>-<runbook heading>[-<subject>]`, so that whoever
 * is woken finds the page by the name alone.
 */
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
    const tell = new SnsAction(props.topic);
    this.alarm.addAlarmAction(tell);
    if (missingData === 'bad') this.alarm.addInsufficientDataAction(tell);
  }
}
