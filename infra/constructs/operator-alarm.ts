import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type IAlarmAction,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { resourceName } from '../../lib/naming.ts';
import { alarmGuide, type AlarmHeading, type Severity } from './alarm-guide.ts';

/** What alarms of each severity do when they begin, and when they end. */
export type AlarmActions = Record<Severity, readonly IAlarmAction[]>;

export interface OperatorAlarmProps {
  stage: Stage;
  alarmActions: AlarmActions;
  /** The heading in docs/runbook.md that says what to do. Its severity and its saved query are in alarm-guide.ts. */
  heading: AlarmHeading;
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
    const { stage, datapoints = { atLeast: 1, of: 1 }, missingData = 'good' } = props;
    const { severity, query } = alarmGuide[props.heading];
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: resourceName(stage, props.heading + subject),
      alarmDescription: `${props.operatorSees} Saved query: ${resourceName(stage, query)}. What to do: ${stage.runbookUrl}#${props.heading}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: datapoints.of,
      datapointsToAlarm: datapoints.atLeast,
      treatMissingData: treatments[missingData],
    });
    const actions = props.alarmActions[severity];
    this.alarm.addAlarmAction(...actions);
    if (missingData === 'bad') this.alarm.addInsufficientDataAction(...actions);
    this.alarm.addOkAction(...actions);
  }
}
